// See http_server.hpp. A session is a small state machine on one thread: idle → reading → handling → sending → idle.
// It reads only what it is about to handle, so a client that sends faster than it is answered waits in the kernel.
#include "http_server.hpp"

#include "access_log.hpp"
#include "reason.hpp"
#include "text.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <list>
#include <optional>
#include <stdexcept>
#include <tuple>

namespace example::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using steady = std::chrono::steady_clock;

constexpr std::size_t small_read = 4096;
constexpr std::size_t large_read = std::size_t{32} * 1024;
constexpr std::size_t kept_capacity = std::size_t{64} * 1024;  // what an idle session may keep of a buffer
constexpr std::size_t most_drained = std::size_t{16} * 1024 * 1024;
constexpr std::chrono::seconds drain_time{2};

std::string_view view(beast::string_view text) noexcept { return {text.data(), text.size()}; }

/// Path and query of a request target in any of its four forms (RFC 9112 §3.2). Of an absolute one the authority is
/// dropped, so that "http://name:password@host/" leaves no trace.
void take_target_apart(std::string_view target, request& out) {
  if (!target.starts_with('/') && target != "*") {
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos) return;
    target.remove_prefix(scheme + 3);
    const std::size_t path = target.find_first_of("/?#");
    target = path == std::string_view::npos ? "/" : target.substr(path);
  }
  target = target.substr(0, target.find('#'));
  const std::size_t question = target.find('?');
  out.path = target.substr(0, question);
  if (out.path.empty()) out.path = "/";
  if (question != std::string_view::npos) out.query = target.substr(question + 1);
}

/// The files this process may open, after asking for as many as the system grants.
std::size_t raise_open_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return 256;
  rlimit more = files;
  more.rlim_cur = (std::min<rlim_t>)(files.rlim_max, 65536);
  if (more.rlim_cur > files.rlim_cur && ::setrlimit(RLIMIT_NOFILE, &more) == 0) files = more;
  return static_cast<std::size_t>((std::min<rlim_t>)(files.rlim_cur, 65536));
}

/// A task that runs again and again, and at once when the signal comes.
struct repetition {
  repetition(asio::io_context& io, std::chrono::seconds every, int signal, std::function<void()> what)
      : timer(io), signals(io, signal), period(every), task(std::move(what)) {}

  void wait_for_time() {
    timer.expires_after(period);
    timer.async_wait([this](error_code cancelled) {
      if (cancelled) return;
      task();
      wait_for_time();
    });
  }
  void wait_for_signal() {
    signals.async_wait([this](error_code cancelled, int) {
      if (cancelled) return;
      task();
      wait_for_signal();
    });
  }
  void stop() {
    timer.cancel();
    error_code problem;
    std::ignore = signals.cancel(problem);
  }

  asio::steady_timer timer;
  asio::signal_set signals;
  std::chrono::seconds period;
  std::function<void()> task;
};

}  // namespace

struct server_state {
  server_state(access_log& access, const limits& within) : log(access), bounds(within) {}

  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  asio::signal_set signals{io};
  asio::steady_timer tick{io};
  asio::steady_timer log_timer{io};
  access_log& log;
  limits bounds;
  handler answer;
  std::list<std::shared_ptr<session>> sessions;
  std::list<repetition> repetitions;
  steady::time_point now = steady::now();  // as of the last tick: exact enough for time-outs, and free
  steady::time_point stop_by;
  std::time_t date_second = -1;
  std::string date;
  bool log_waits = false;
  bool accept_waits = false;
  bool stopping = false;

  void accept();
  void on_tick();
  void stop();
  bool make_room();
  const std::string& date_now();
  void log_request(const request& asked, const response& given, std::size_t bytes, std::chrono::microseconds duration);
};

class session : public std::enable_shared_from_this<session> {
 public:
  session(tcp::socket socket, server_state& owner) : socket_(std::move(socket)), owner_(owner) {}

  void start(std::list<std::shared_ptr<session>>::iterator position) {
    position_ = position;
    since_ = owner_.now;
    error_code problem;
    std::ignore = socket_.set_option(tcp::no_delay(true), problem);
    std::ignore = socket_.non_blocking(true, problem);
    run();
  }

  void answer(std::uint64_t number, const response& given);
  void close();
  void close_when_overdue();

  [[nodiscard]] bool idle() const noexcept { return phase_ == phase::idle; }
  [[nodiscard]] steady::time_point since() const noexcept { return since_; }
  [[nodiscard]] asio::io_context& context() noexcept { return owner_.io; }

 private:
  enum class phase : std::uint8_t { idle, reading, handling, sending, draining, closed };

  void run();
  bool step();
  void begin_request();
  void receive();
  void refuse(int status, std::string_view description);
  void refuse_header();
  bool check_header();
  void handle();
  void compose(const response& given);
  void send();
  void sent();
  void drain();
  void enter(phase next) {
    phase_ = next;
    since_ = owner_.now;
  }

  tcp::socket socket_;
  server_state& owner_;
  std::list<std::shared_ptr<session>>::iterator position_;
  beast::flat_buffer buffer_;
  // One parser for one request: nothing of a request can be left over for the next one.
  std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
  request request_;
  std::string out_;
  std::size_t out_sent_ = 0;
  std::size_t header_bytes_ = 0;
  std::size_t drained_ = 0;
  std::uint64_t number_ = 0;
  steady::time_point since_;
  steady::time_point began_;
  phase phase_ = phase::idle;
  bool running_ = false;
  bool header_checked_ = false;
  bool keep_alive_ = false;
};

void session::run() {
  running_ = true;
  while ((phase_ == phase::idle || phase_ == phase::reading) && step()) {
  }
  running_ = false;
}

/// One step forward; false when there is nothing to do but wait.
bool session::step() {
  if (phase_ == phase::idle) {
    begin_request();
    if (phase_ == phase::idle) {
      if (owner_.stopping) {
        close();
      } else {
        receive();
      }
      return false;
    }
  }

  error_code problem;
  const std::size_t used = parser_->put(buffer_.data(), problem);
  buffer_.consume(used);
  // Beast holds its limit against what comes at once; a header that trickles in has to be counted.
  if (!header_checked_) header_bytes_ += used;
  if (problem == beast::http::error::header_limit) return refuse_header(), false;
  if (problem == beast::http::error::body_limit) return refuse(413, "the request's body is too large"), false;
  if (problem && problem != beast::http::error::need_more) {
    return refuse(400, "this is not an HTTP/1.1 request (RFC 9112)"), false;
  }

  const std::size_t header_so_far = header_bytes_ + (parser_->is_header_done() ? 0 : buffer_.size());
  if (header_so_far > owner_.bounds.header_bytes) return refuse_header(), false;
  if (parser_->is_header_done() && !header_checked_) {
    header_checked_ = true;
    if (!check_header()) return false;
  }
  if (parser_->is_done()) return handle(), true;
  if (!problem && buffer_.size() > 0) return true;
  // Between the chunks of a body Beast waits for a line of any length.
  if (buffer_.size() > owner_.bounds.header_bytes) return refuse(400, "a chunk header is too long"), false;
  receive();
  return false;
}

void session::begin_request() {
  // RFC 9112 §2.2: an empty line before a request is forgiven.
  while (buffer_.size() >= 2 && std::string_view(static_cast<const char*>(buffer_.data().data()), 2) == "\r\n") {
    buffer_.consume(2);
  }
  if (buffer_.size() == 0) return;
  enter(phase::reading);
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(owner_.bounds.header_bytes));
  parser_->body_limit(owner_.bounds.body_bytes);
  header_bytes_ = 0;
  header_checked_ = false;
  keep_alive_ = false;
}

void session::receive() {
  const auto space = buffer_.prepare(header_checked_ && phase_ == phase::reading ? large_read : small_read);
  socket_.async_read_some(space, [self = shared_from_this()](error_code problem, std::size_t size) {
    if (problem || self->phase_ == phase::closed) return self->close();
    self->buffer_.commit(size);
    self->run();
  });
}

/// Answers a malformed request and closes the connection, because it is not known where the next one would begin.
void session::refuse(int status, std::string_view description) {
  keep_alive_ = false;
  began_ = steady::now();
  enter(phase::handling);
  std::string body = R"({"error":"invalid_request","error_description":")";
  body.append(description).append("\"}");
  answer(++number_, {.status = status, .body = std::move(body)});
}

void session::refuse_header() {
  const auto data = buffer_.data();
  const std::string_view rest(static_cast<const char*>(data.data()), data.size());
  const bool in_request_line = parser_->get().target().empty() && rest.find('\n') == std::string_view::npos;
  if (in_request_line) return refuse(414, "the request target is too long");
  refuse(431, "the header fields are too large");
}

/// What Beast leaves to its user; false when the request was refused.
bool session::check_header() {
  namespace bh = beast::http;
  const auto& message = parser_->get();
  request_ = {};
  request_.method = view(message.method_string());
  take_target_apart(view(message.target()), request_);
  for (const auto& one : message) request_.fields.push_back({view(one.name_string()), view(one.value())});

  if (message.target().size() > owner_.bounds.target_bytes) return refuse(414, "the request target is too long"), false;

  // RFC 9112 §3.2
  const auto hosts = message.count(bh::field::host);
  if (hosts > 1 || (hosts == 0 && message.version() >= 11)) {
    return refuse(400, "a request must have one Host field"), false;
  }
  // What would leave the body's end in doubt (RFC 9112 §6.3), and Beast lets pass: a length said twice, though the
  // same, and a coding that it does not know.
  if (message.count(bh::field::content_length) > 1 ||
      message[bh::field::content_length].find(',') != beast::string_view::npos) {
    return refuse(400, "a request must have one Content-Length"), false;
  }
  const auto codings = message.count(bh::field::transfer_encoding);
  if (codings > 0 && (codings > 1 || message.version() < 11 ||
                      !equal_ignoring_case(view(message[bh::field::transfer_encoding]), "chunked"))) {
    return refuse(400, "the only transfer coding understood is chunked"), false;
  }
  if (const auto expected = message[bh::field::expect]; !expected.empty() && message.version() >= 11) {
    if (!equal_ignoring_case(view(expected), "100-continue")) {
      return refuse(417, "the only expectation understood is 100-continue"), false;
    }
    if (!parser_->is_done() && buffer_.size() == 0) {
      constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
      error_code ignored;  // a client that does not hear it sends the body all the same, a little later
      socket_.write_some(asio::buffer(interim), ignored);
    }
  }
  parser_->eager(true);
  return true;
}

void session::handle() {
  request_.body = parser_->get().body();
  keep_alive_ = parser_->keep_alive();
  began_ = steady::now();
  enter(phase::handling);
  const std::uint64_t number = ++number_;
  try {
    owner_.answer(request_, reply(shared_from_this(), number));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "error: a request could not be handled: %s\n", e.what());
    answer(number, {.status = 500, .body = R"({"error":"server_error"})"});
  }
}

void session::answer(std::uint64_t number, const response& given) {
  if (phase_ != phase::handling || number != number_) return;
  if (owner_.stopping) keep_alive_ = false;
  compose(given);
  const auto duration = std::chrono::duration_cast<std::chrono::microseconds>(steady::now() - began_);
  owner_.log_request(request_, given, request_.method == "HEAD" ? 0 : given.body.size(), duration);
  enter(phase::sending);
  out_sent_ = 0;
  send();
}

void session::compose(const response& given) {
  const bool bodiless = given.status == 204 || given.status == 304;
  out_.clear();
  out_.append("HTTP/1.1 ").append(std::to_string(given.status)).append(" ").append(reason(given.status));
  out_.append("\r\nDate: ").append(owner_.date_now());
  if (!bodiless) {
    if (!given.body.empty()) out_.append("\r\nContent-Type: ").append(given.content_type);
    out_.append("\r\nContent-Length: ").append(std::to_string(given.body.size()));
  }
  for (const auto& [name, value] : given.fields) out_.append("\r\n").append(name).append(": ").append(value);
  if (!keep_alive_) {
    out_.append("\r\nConnection: close");
  } else if (parser_->get().version() < 11) {
    out_.append("\r\nConnection: keep-alive");
  }
  out_.append("\r\n\r\n");
  if (!bodiless && request_.method != "HEAD") out_.append(given.body);
}

void session::send() {
  while (out_sent_ < out_.size()) {
    error_code problem;
    out_sent_ += socket_.write_some(asio::buffer(out_) + out_sent_, problem);
    if (problem == asio::error::would_block) {
      socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](error_code failed) {
        if (failed || self->phase_ == phase::closed) return self->close();
        self->send();
      });
      return;
    }
    if (problem) return close();
  }
  sent();
}

void session::sent() {
  request_ = {};
  if (!keep_alive_) return drain();
  parser_.reset();
  if (out_.capacity() > kept_capacity) out_ = {};
  if (buffer_.size() == 0 && buffer_.capacity() > kept_capacity) buffer_.shrink_to_fit();
  enter(phase::idle);
  // An answer that came at once is still inside run().
  if (!running_) run();
}

/// Closing with bytes unread would reset the connection, and the client might never see its answer (RFC 9112 §9.6).
void session::drain() {
  if (phase_ != phase::draining) {
    enter(phase::draining);
    parser_.reset();
    error_code problem;
    std::ignore = socket_.shutdown(tcp::socket::shutdown_send, problem);
  }
  buffer_.clear();
  socket_.async_read_some(buffer_.prepare(large_read),
                          [self = shared_from_this()](error_code problem, std::size_t size) {
                            self->drained_ += size;
                            if (problem || self->phase_ == phase::closed || self->drained_ > most_drained)
                              return self->close();
                            self->drain();
                          });
}

void session::close() {
  if (phase_ == phase::closed) return;
  phase_ = phase::closed;
  error_code problem;
  std::ignore = socket_.close(problem);
  const auto self = shared_from_this();
  owner_.sessions.erase(position_);
}

void session::close_when_overdue() {
  const auto waited = owner_.now - since_;
  const limits& bounds = owner_.bounds;
  if ((phase_ == phase::idle && (waited > bounds.idle || owner_.stopping)) ||
      (phase_ == phase::reading && waited > bounds.receive) || (phase_ == phase::sending && waited > bounds.send) ||
      (phase_ == phase::draining && waited > drain_time) || (owner_.stopping && owner_.now > owner_.stop_by)) {
    close();
  }
}

void server_state::accept() {
  acceptor.async_accept([this](error_code problem, tcp::socket socket) {
    if (stopping) return;
    if (!problem) {
      if (sessions.size() >= bounds.connections) make_room();
      if (sessions.size() < bounds.connections) {
        const auto made = std::make_shared<session>(std::move(socket), *this);
        sessions.push_back(made);
        made->start(std::prev(sessions.end()));
      }
    } else if (!make_room()) {
      // Out of files or memory; asking again at once would only burn the processor.
      accept_waits = true;
      return;
    }
    accept();
  });
}

/// Closes the connection that has been idle longest, if there is one.
bool server_state::make_room() {
  std::shared_ptr<session> longest;
  for (const auto& one : sessions) {
    if (one->idle() && (!longest || one->since() < longest->since())) longest = one;
  }
  if (longest) longest->close();
  return longest != nullptr;
}

void server_state::on_tick() {
  now = steady::now();
  for (auto next = sessions.begin(); next != sessions.end();) {
    const std::shared_ptr<session> one = *next++;
    one->close_when_overdue();
  }
  if (accept_waits && !stopping) {
    accept_waits = false;
    accept();
  }
  // The tick is what keeps run() running.
  if (stopping && sessions.empty()) {
    log_timer.cancel();
    return;
  }
  tick.expires_after(stopping ? std::chrono::milliseconds(20) : std::chrono::milliseconds(1000));
  tick.async_wait([this](error_code cancelled) {
    if (!cancelled) on_tick();
  });
}

void server_state::stop() {
  stopping = true;
  error_code problem;
  std::ignore = acceptor.close(problem);
  std::ignore = signals.cancel(problem);
  for (repetition& one : repetitions) one.stop();
  tick.cancel();
  now = steady::now();
  stop_by = now + bounds.stop;
  on_tick();
}

const std::string& server_state::date_now() {
  const std::time_t second = std::time(nullptr);
  if (second != date_second) {
    date_second = second;
    std::tm utc{};
    ::gmtime_r(&second, &utc);
    std::array<char, 40> text{};
    date.assign(text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc));
  }
  return date;
}

void server_state::log_request(const request& asked, const response& given, std::size_t bytes,
                               std::chrono::microseconds duration) {
  log.add(asked.method, asked.path, given.status, bytes, duration, given.user);
  if (log_waits || log.empty()) return;
  log_waits = true;
  log_timer.expires_after(std::chrono::milliseconds(100));
  log_timer.async_wait([this](error_code) {
    log_waits = false;
    log.flush();
  });
}

void reply::operator()(response answer) const {
  asio::dispatch(to_->context(),
                 [to = to_, number = number_, given = std::move(answer)] { to->answer(number, given); });
}

std::vector<std::string_view> request::values(std::string_view name) const {
  std::vector<std::string_view> found;
  for (const field& one : fields) {
    if (equal_ignoring_case(one.name, name)) found.push_back(one.value);
  }
  return found;
}

server::server(const std::string& host, std::uint16_t port, access_log& log, const limits& bounds)
    : state_(std::make_unique<server_state>(log, bounds)) {
  // Some files are left for the database, the log and other uses.
  const std::size_t files = raise_open_files();
  state_->bounds.connections = (std::min)(bounds.connections, files > 64 ? files - 32 : files / 2);
  try {
    tcp::endpoint endpoint;
    error_code not_numeric;
    const auto address = asio::ip::make_address(host, not_numeric);
    if (!not_numeric) {
      endpoint = {address, port};
    } else {
      endpoint = tcp::resolver(state_->io).resolve(host, std::to_string(port)).begin()->endpoint();
    }
    state_->acceptor.open(endpoint.protocol());
    state_->acceptor.set_option(tcp::acceptor::reuse_address(true));
    state_->acceptor.bind(endpoint);
    state_->acceptor.listen();
    // Now, and not in run(): a caller that sees the server listen may stop it at once.
    state_->signals.add(SIGTERM);
    state_->signals.add(SIGINT);
  } catch (const boost::system::system_error& e) {
    throw std::runtime_error("cannot listen on " + host + ":" + std::to_string(port) + ": " + e.code().message());
  }
}

server::~server() = default;

std::string server::address() const {
  const tcp::endpoint endpoint = state_->acceptor.local_endpoint();
  const std::string host = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

void server::run(handler answer) {
  state_->answer = std::move(answer);
  std::signal(SIGPIPE, SIG_IGN);
  state_->signals.async_wait([this](error_code cancelled, int) {
    if (!cancelled) state_->stop();
  });
  state_->accept();
  state_->on_tick();
  state_->io.run();
  state_->log.flush();
}

void server::repeat(std::chrono::seconds period, int signal, std::function<void()> task) {
  repetition& made = state_->repetitions.emplace_back(state_->io, period, signal, std::move(task));
  made.wait_for_time();
  made.wait_for_signal();
}

void server::post(std::function<void()> task) { asio::post(state_->io, std::move(task)); }

}  // namespace example::http
