// Every limit at, below and above it, and inputs far beyond: refused with memory that the limit bounds, not the input.
#include "allocation_counter.hpp"
#include "forge.hpp"
#include "support/catch.hpp"

#include <jot/oauth2/scope.hpp>

#include <nlohmann/json.hpp>

using namespace attack;
using jot::algorithm;

namespace {

// A refusal before anything is decoded costs no more than the bookkeeping of one token.
constexpr std::size_t nearly_nothing = 4096;

const jot::any_signing_key& key() { return key_for(algorithm::hs256); }
std::string token_of(const std::string& claims) { return forge(header(algorithm::hs256), claims, key()); }
std::string says(const std::string& claims, const jot::token_limits& limits = {}) {
  jot::validation rules = lax();
  rules.limits = limits;
  return verdict(token_of(claims), key().verification_key(), rules);
}
std::string header_says(const std::string& text, const jot::token_limits& limits = {}) {
  jot::validation rules = lax();
  rules.limits = limits;
  rules.understood_critical = {"c0"};
  for (int i = 1; i < 40; ++i) rules.understood_critical.push_back("c" + std::to_string(i));
  return verdict(forge(text, R"({})", key()), key().verification_key(), rules);
}

// Bytes that the library asked for during one verification.
template <class F>
attack::memory::usage cost_of(F&& f) {
  attack::memory::reset();
  f();
  return attack::memory::so_far();
}

struct cost_and_verdict {
  std::size_t bytes;
  std::string verdict;
};
cost_and_verdict refuse(std::string_view token, const jot::token_limits& limits = {}) {
  jot::validation rules = lax();
  rules.limits = limits;
  const jot::any_verification_key k = key().verification_key();
  jot::errc code{};
  bool accepted = true;
  const auto cost = cost_of([&] {
    const auto who = jot::verify(token, k, rules, at(now));
    accepted = who.has_value();
    if (!who) code = who.error().code();
  });
  return {cost.bytes, accepted ? "accepted" : std::string(jot::name(code))};
}

std::string members(std::size_t count, const std::string& start = "{") {
  std::string out = start;
  for (std::size_t i = 0; i < count; ++i) out += (out.size() == 1 ? "\"m" : ",\"m") + std::to_string(i) + "\":0";
  return out + '}';
}
std::string arrays(std::size_t depth) { return R"({"x":)" + std::string(depth, '[') + std::string(depth, ']') + '}'; }
std::string strings(const char* name, std::size_t count) {
  std::string out = R"({")" + std::string(name) + R"(":[)";
  for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "\"c" : ",\"c") + std::to_string(i) + '"';
  return out + "]}";
}

std::string public_numbers(int bits) {
  std::string n = noise(static_cast<std::size_t>(bits + 7) / 8, 5);
  n.front() = static_cast<char>(1U << (bits - 1) % 8);
  n.back() = static_cast<char>(n.back() | 1);
  return rsa_jwk(n, std::string("\1\0\1", 3));
}

}  // namespace

TEST_CASE("limits: bytes of a token") {
  const auto of_size = [](std::size_t size) {
    std::string payload = R"({"x":")";
    const std::size_t fixed = token_of("").size();
    // Four characters for three bytes, and a header that pads the rest out.
    const std::size_t body = (size - fixed) / 4 * 3;
    payload += std::string(body - payload.size() - 2, 'x') + "\"}";
    return token_of(payload);
  };
  const std::size_t exact = of_size(65'536).size();
  for (const std::size_t limit : {exact - 1, exact, exact + 1}) {
    CHECK(refuse(of_size(65'536), {.token_bytes = limit}).verdict == (exact <= limit ? "accepted" : "limit_exceeded"));
  }
  CHECK(refuse(std::string(65'536, 'a')).verdict == "malformed_token");
  CHECK(refuse(std::string(65'537, 'a')).verdict == "limit_exceeded");
  CHECK(refuse(of_size(65'530)).verdict == "accepted");
  CHECK(refuse(of_size(65'540)).verdict == "limit_exceeded");
  CHECK(refuse("", {.token_bytes = 0}).verdict == "malformed_token");
  CHECK(refuse("a", {.token_bytes = 0}).verdict == "limit_exceeded");
}

TEST_CASE("limits: characters of a header") {
  const auto of_size = [](std::size_t characters) {
    std::string text = R"({"alg":"HS256","x":")";
    return text + std::string(characters / 4 * 3 - text.size() - 2, 'x') + "\"}";
  };
  CHECK(header_says(of_size(16'380)) == "accepted");
  CHECK(header_says(of_size(16'384)) == "accepted");
  CHECK(header_says(of_size(16'384) + ' ') == "limit_exceeded");
  CHECK(header_says(of_size(16'384), {.header_bytes = 16'383}) == "limit_exceeded");
  CHECK(header_says(of_size(20'000), {.header_bytes = 20'000}) == "accepted");
}

TEST_CASE("limits: levels of nesting") {
  for (const std::size_t depth : {std::size_t{3}, std::size_t{32}, std::size_t{100}}) {
    const jot::token_limits limits{.json = {.depth = depth}};
    CHECK(says(arrays(depth - 2), limits) == "accepted");
    CHECK(says(arrays(depth - 1), limits) == "accepted");
    CHECK(says(arrays(depth), limits) == "limit_exceeded");
  }
  CHECK(says(arrays(31)) == "accepted");
  CHECK(says(arrays(32)) == "limit_exceeded");
  CHECK(says("{}", {.json = {.depth = 0}}) == "limit_exceeded");
}

TEST_CASE("limits: members of an object") {
  CHECK(says(members(999)) == "accepted");
  CHECK(says(members(1000)) == "accepted");
  CHECK(says(members(1001)) == "limit_exceeded");
  CHECK(says(R"({"x":[)" + members(1001) + "]}") == "limit_exceeded");
  CHECK(says(R"({"x":)" + members(1000) + R"(,"y":)" + members(1000) + '}') == "accepted");
  CHECK(header_says(members(999, R"({"alg":"HS256")")) == "accepted");
  CHECK(header_says(members(1000, R"({"alg":"HS256")")) == "limit_exceeded");
  CHECK(says(members(3), {.json = {.members = 3}}) == "accepted");
  CHECK(says(members(4), {.json = {.members = 3}}) == "limit_exceeded");
}

TEST_CASE("limits: bytes of a name") {
  const auto named = [](std::size_t size) { return R"({")" + std::string(size, 'n') + R"(":0})"; };
  CHECK(says(named(255)) == "accepted");
  CHECK(says(named(256)) == "accepted");
  CHECK(says(named(257)) == "limit_exceeded");
  // Bytes after unescaping: 128 characters of two bytes, written with six each.
  std::string escaped;
  for (int i = 0; i < 128; ++i) escaped += "\\u00e9";
  CHECK(says(R"({")" + escaped + R"(":0})") == "accepted");
  CHECK(says(R"({")" + escaped + R"(x":0})") == "limit_exceeded");
  CHECK(says(R"({"a":{"b":[)" + named(257) + "]}}") == "limit_exceeded");
}

TEST_CASE("limits: characters of a number") {
  const auto number = [](std::size_t characters) { return R"({"x":0.)" + std::string(characters - 2, '1') + '}'; };
  CHECK(says(number(63)) == "accepted");
  CHECK(says(number(64)) == "accepted");
  CHECK(says(number(65)) == "limit_exceeded");
  CHECK(says(R"({"x":)" + std::string(64, '9') + '}') == "accepted");
  CHECK(says(R"({"x":)" + std::string(65, '9') + '}') == "limit_exceeded");
  CHECK(says(R"({"x":[[)" + std::string(65, '9') + "]]}") == "limit_exceeded");
  CHECK(says(R"({"exp":)" + std::string(65, '9') + '}') == "limit_exceeded");
}

TEST_CASE("limits: entries of aud and of crit") {
  CHECK(says(strings("aud", 255)) == "accepted");
  CHECK(says(strings("aud", 256)) == "accepted");
  CHECK(says(strings("aud", 257)) == "limit_exceeded");
  CHECK(says(strings("aud", 5000)) == "limit_exceeded");
  const auto crit = [](std::size_t count) {
    std::string text = strings("crit", count);
    text.pop_back();
    for (std::size_t i = 0; i < count; ++i) text += ",\"c" + std::to_string(i) + "\":1";
    return text + R"(,"alg":"HS256"})";
  };
  CHECK(header_says(crit(15)) == "accepted");
  CHECK(header_says(crit(16)) == "accepted");
  CHECK(header_says(crit(17)) == "limit_exceeded");
  CHECK(header_says(crit(17), {.critical = 17}) == "accepted");
}

TEST_CASE("limits: a scope of 100000 tokens is refused once 257 were looked at") {
  using jot::oauth2::scope_set;
  using json = nlohmann::json;
  const auto text_of = [](std::size_t count, bool distinct, std::size_t broken = 0) {
    std::string out;
    for (std::size_t i = 1; i <= count; ++i) {
      out += (i == 1 ? "" : " ") + (i == broken ? "\"" : distinct ? "t" + std::to_string(i) : std::string("t"));
    }
    return out;
  };
  const auto array_of = [](const std::string& text) {
    json out = json::array();
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = (std::min)(text.find(' ', at), text.size());
      out.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return json{{"scope", std::move(out)}};
  };
  for (const bool distinct : {true, false}) {
    const auto both = [&](std::size_t count, std::size_t broken = 0) {
      const std::string text = text_of(count, distinct, broken);
      const std::string read = outcome(scope_set::parse(text));
      CHECK(outcome(scope_set::from_claims(array_of(text))) == read);
      CHECK(outcome(scope_set::from_claims(json{{"scp", text}})) == read);
      return read;
    };
    CHECK(both(255) == "ok");
    CHECK(both(256) == "ok");
    CHECK(both(257) == "limit_exceeded");
    CHECK(both(100'000) == "limit_exceeded");
    // What is wrong with a token is found where it is looked at, and beyond the limit none is.
    CHECK(both(100'000, 256) == "invalid_claim");
    CHECK(both(100'000, 257) == "limit_exceeded");
    CHECK(both(100'000, 258) == "limit_exceeded");
    const std::string most = text_of(256, distinct);
    const std::string far_beyond = text_of(100'000, distinct);
    const auto read = [](const std::string& text) { static_cast<void>(scope_set::parse(text)); };
    CHECK(cost_of([&] { read(far_beyond); }).bytes <= cost_of([&] { read(most); }).bytes);
  }
  CHECK(scope_set::parse(text_of(256, true)).value().tokens().size() == 256);
  CHECK(scope_set::parse(text_of(256, false)).value().tokens().size() == 1);
}

TEST_CASE("limits: keys and key sets") {
  const auto secret = [](std::size_t size, const jot::key_limits& limits = {}) {
    return outcome(
        jot::any_verification_key::from_secret(algorithm::hs256, jot::as_bytes(std::string(size, 's')), limits));
  };
  CHECK(secret(65'535) == "ok");
  CHECK(secret(65'536) == "ok");
  CHECK(secret(65'537) == "limit_exceeded");
  CHECK(secret(65, {.secret_bytes = 64}) == "limit_exceeded");
  CHECK(outcome(jot::jwk::parse(public_numbers(3000), {.rsa_min_bits = 3000})) == "ok");
  CHECK(outcome(jot::jwk::parse(public_numbers(2999), {.rsa_min_bits = 3000})) == "weak_key");
  CHECK(outcome(jot::jwk::parse(public_numbers(3001), {.rsa_max_bits = 3000})) == "limit_exceeded");
  CHECK(outcome(jot::jwk::parse(public_numbers(1024), {.rsa_min_bits = 1024})) == "ok");

  const auto jwk_of = [](std::size_t size) {
    std::string text = oct_jwk(noise(32), R"(,"x":")");
    text.pop_back();
    return text + std::string(size - text.size() - 2, 'x') + "\"}";
  };
  CHECK(outcome(jot::jwk::parse(jwk_of(128 * 1024))) == "ok");
  CHECK(outcome(jot::jwk::parse(jwk_of(128 * 1024 + 1))) == "limit_exceeded");

  // Each operation is compared with all before it: 130,000 of them took seconds.
  const auto with_operations = [](std::size_t count) {
    std::string text = R"({"kty":"oct","k":")" + b64(noise(32)) + R"(","key_ops":["verify")";
    for (std::size_t i = 1; i < count; ++i) text += ",\"o" + std::to_string(i) + '"';
    return text + "]}";
  };
  CHECK(outcome(jot::jwk::parse(with_operations(63))) == "ok");
  CHECK(outcome(jot::jwk::parse(with_operations(64))) == "ok");
  CHECK(outcome(jot::jwk::parse(with_operations(65))) == "limit_exceeded");

  const auto set_of = [](std::size_t count) {
    std::string text = R"({"keys":[)";
    for (std::size_t i = 0; i < count; ++i)
      text += (i == 0 ? "" : ",") + oct_jwk(noise(32, i), R"(,"kid":"k)" + std::to_string(i) + '"');
    return text + "]}";
  };
  CHECK(jot::jwk_set::parse(set_of(255), {algorithm::hs256}).value().size() == 255);
  CHECK(jot::jwk_set::parse(set_of(256), {algorithm::hs256}).value().size() == 256);
  CHECK(outcome(jot::jwk_set::parse(set_of(257), {algorithm::hs256})) == "limit_exceeded");
  const std::string room(jot::jwk_set::max_bytes - 11, ' ');
  CHECK(outcome(jot::jwk_set::parse(R"({"keys":[)" + room + "]}", {algorithm::hs256})) == "ok");
  CHECK(outcome(jot::jwk_set::parse(R"({"keys":[ )" + room + "]}", {algorithm::hs256})) == "limit_exceeded");
}

TEST_CASE("limits: what the library asks for is counted") {
  const auto cost = cost_of([] { ::operator delete(::operator new(1000)); });
  CHECK(cost.bytes >= 1000);
  CHECK(cost.largest >= 1000);
}

TEST_CASE("limits: a token of 500 MB costs nothing") {
  std::string token(500'000'000, 'a');
  token[20] = '.';
  CHECK(refuse(token).verdict == "limit_exceeded");
  CHECK(refuse(token).bytes < nearly_nothing);
  CHECK(refuse(token, {.token_bytes = token.size()}).verdict == "malformed_token");
  CHECK(refuse(token, {.token_bytes = token.size()}).bytes < nearly_nothing);
  token[30] = '.';
  token[40] = '.';
  CHECK(refuse(token, {.token_bytes = token.size()}).verdict == "malformed_token");
  token[20] = 'a';
  token[40] = 'a';
  token[token.size() - 2] = '.';
  CHECK(refuse(token, {.token_bytes = token.size()}).bytes < 4 * token.size());
  token[30] = 'a';
  token[token.size() - 4] = '.';
  CHECK(refuse(token, {.token_bytes = token.size()}).verdict == "limit_exceeded");
  CHECK(refuse(token, {.token_bytes = token.size()}).bytes < nearly_nothing);
  const auto cost = cost_of([&] {
    CHECK_FALSE(jot::unsafe::decode(token));
    CHECK_FALSE(jot::signing_input_thumbprint(token));
    CHECK_FALSE(jot::jwk::parse(token));
    CHECK_FALSE(jot::jwk_set::parse(token, {algorithm::hs256}));
  });
  CHECK(cost.largest < nearly_nothing);
}

TEST_CASE("limits: a million dots cost nothing") {
  const std::string dots(1'000'000, '.');
  CHECK(refuse(dots).verdict == "limit_exceeded");
  CHECK(refuse(dots, {.token_bytes = dots.size()}).verdict == "malformed_token");
  CHECK(refuse(dots, {.token_bytes = dots.size()}).bytes < nearly_nothing);
}

TEST_CASE("limits: 100000 nested arrays cost no more than the cap") {
  const std::string token = token_of(R"({"x":)" + std::string(100'000, '['));
  CHECK(refuse(token).verdict == "limit_exceeded");
  CHECK(refuse(token).bytes < nearly_nothing);
  const jot::token_limits wide{.token_bytes = 256 * 1024};
  CHECK(refuse(token, wide).verdict == "limit_exceeded");
  CHECK(refuse(token, wide).bytes < 2 * wide.token_bytes);
  const std::string within = token_of(R"({"x":)" + std::string(48'000, '['));
  CHECK(refuse(within).verdict == "limit_exceeded");
  CHECK(refuse(within).bytes < 2 * jot::token_limits{}.token_bytes);
  const auto cost = cost_of([&] {
    CHECK_FALSE(jot::jwk::parse(R"({"x":)" + std::string(100'000, '[')));
    CHECK_FALSE(jot::jwk_set::parse(R"({"keys":)" + std::string(100'000, '['), {algorithm::hs256}));
  });
  CHECK(cost.bytes < 2 * jot::jwk_set::max_bytes);
}

TEST_CASE("limits: a header of 10000 members costs no more than the cap") {
  const std::string token = forge(members(10'000, R"({"alg":"HS256")"), "{}", key());
  CHECK(refuse(token).verdict == "limit_exceeded");
  CHECK(refuse(token).bytes < nearly_nothing);
  const jot::token_limits wide{.token_bytes = 1 << 20, .header_bytes = 1 << 20};
  CHECK(refuse(token, wide).verdict == "limit_exceeded");
  CHECK(refuse(token, wide).bytes < 2 * wide.token_bytes);
}

TEST_CASE("limits: whatever fills a token costs a small multiple of the cap") {
  std::string many_small = R"({"x":[0)";
  for (int i = 0; i < 15'000; ++i) many_small += ",[]";
  std::string objects = R"({"x":[{})";
  for (int i = 0; i < 5'000; ++i) objects += R"(,{"a":1})";
  const std::string payloads[] = {many_small + "]}",
                                  objects + "]}",
                                  R"({"x":)" + std::string(48'000, '1') + '}',
                                  R"({"x":")" + std::string(48'000, 'x') + "\"}",
                                  R"({")" + std::string(48'000, 'x') + "\":1}",
                                  strings("aud", 5'000),
                                  members(5'000)};
  for (const std::string& payload : payloads) {
    const std::string token = token_of(payload);
    REQUIRE(token.size() <= jot::token_limits{}.token_bytes);
    const cost_and_verdict judged = refuse(token);
    CAPTURE(payload.substr(0, 20), judged.verdict);
    CHECK(judged.bytes < 16 * jot::token_limits{}.token_bytes);
  }
}

TEST_CASE("limits: a key set of small members costs a bounded multiple of its cap") {
  std::string text = R"({"keys":[{})";
  while (text.size() + 4 < jot::jwk_set::max_bytes) text += ",{}";
  text += "]}";
  std::string verdict_text;
  const auto cost = cost_of([&] { verdict_text = outcome(jot::jwk_set::parse(text, {algorithm::hs256})); });
  CHECK(verdict_text == "limit_exceeded");
  CHECK(cost.bytes < 64 * jot::jwk_set::max_bytes);
}
