// See gate.hpp.
#include "gate.hpp"

#include <utility>

namespace orders {
namespace {

// More than any issuer has at a time; beyond it, the past is forgotten.
constexpr std::size_t most_kids = 256;

/// The key's id as an unverified token has it: good enough to choose a queue.
std::string kid_of(const std::string& token) {
  const auto decoded = jot::unsafe::decode(token);
  return decoded ? std::string(decoded->header().kid.value_or("")) : std::string();
}

}  // namespace

gate::gate(std::size_t threads, std::size_t queue, std::function<verdict(const std::string&)> verify,
           std::function<void(std::function<void()>)> deliver)
    : verify_(std::move(verify)), deliver_(std::move(deliver)), quick_(threads, queue), patient_(1, queue) {}

bool gate::admit(std::string token, std::function<void(const verdict&)> done) {
  std::string kid = kid_of(token);
  example::worker_pool& pool = known_kids_.contains(kid) ? quick_ : patient_;
  return pool.run([this, token = std::move(token), kid = std::move(kid), done = std::move(done)] {
    deliver_([this, kid, done, given = verify_(token)] {
      remember(kid, given);
      done(given);
    });
  });
}

void gate::remember(const std::string& kid, const verdict& given) {
  if (given) {
    if (known_kids_.size() >= most_kids) known_kids_.clear();
    known_kids_.insert(kid);
  } else if (given.error().code() == jot::errc::key_not_found || given.error().code() == jot::errc::keys_unavailable) {
    known_kids_.erase(kid);
  }
}

}  // namespace orders
