// Tests of impl/jose/header_cache.hpp: which headers are kept, and what is known of them, by itself and in a verifier.
#include <jot/impl/jose/header_cache.hpp>
#include <jot/jwt.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace jot::testing_support;
using jot::detail::header_cache;

namespace {

struct remembered {
  std::string text;
  std::string segment;
};
// Keeps a header as it is read, its escapes included.
remembered remember(header_cache& cache, std::string text) {
  remembered out{std::move(text), {}};
  out.segment = base64url_of(out.text);
  jot::detail::text_arena arena;
  arena.reserve(2 * out.text.size());
  const std::string_view header = arena.keep(out.text);
  const jot::token_limits limits;
  const jot::detail::header_rules rules{.limits = limits, .understood = {}};
  jot::detail::header_facts facts;
  jot::detail::header_reader reader(header, arena, rules, facts);
  REQUIRE(jot::detail::read_json_object(header, {}, jot::errc::invalid_header, reader));
  cache.insert(out.segment, facts, header.size());
  return out;
}
std::optional<jot::jws_header> find(const header_cache& cache, std::string_view segment, std::string_view text) {
  jot::detail::header_facts facts;
  if (!cache.find(segment, facts)) return std::nullopt;
  jot::jws_header out;
  jot::detail::view_header(facts, text, text.size(), out);
  return out;
}
std::string with_kid(std::string_view kid) { return R"({"alg":"ES256","kid":")" + std::string(kid) + R"("})"; }

const jot::validation anything{.issuer = jot::ignore, .audience = jot::ignore, .exp = jot::expiry::optional};

}  // namespace

TEST_CASE("a header that comes again is known, its parameters in the new text", "[header_cache]") {
  header_cache cache;
  const auto [text, segment] = remember(cache, R"({"typ":"JWT","alg":"ES256","kid":"k-1"})");
  const std::string again = text;
  const auto found = find(cache, segment, again);
  REQUIRE(found);
  CHECK(found->alg == jot::algorithm::es256);
  CHECK(found->kid == "k-1");
  CHECK(found->kid->data() >= again.data());
  CHECK(found->kid->data() < again.data() + again.size());
  CHECK(found->typ == "JWT");
  CHECK_FALSE(found->cty);
  CHECK(found->text.data() == again.data());
}

TEST_CASE("a header that differs in one character is not known", "[header_cache]") {
  header_cache cache;
  const auto [text, segment] = remember(cache, with_kid("k-1"));
  CHECK_FALSE(find(cache, base64url_of(with_kid("k-2")), with_kid("k-2")));
  for (std::size_t i = 0; i < segment.size(); ++i) {
    std::string changed = segment;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(find(cache, changed, text));
  }
  CHECK_FALSE(find(cache, "", ""));
  CHECK_FALSE(find(header_cache(), "", ""));
}

TEST_CASE("the eight last headers are known", "[header_cache]") {
  header_cache cache;
  std::vector<remembered> all;
  for (int i = 0; i < 20; ++i) {
    const std::string kid = "kid-" + std::to_string(100 + i);
    all.push_back(remember(cache, with_kid(kid)));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    INFO(i);
    CHECK(find(cache, all[i].segment, all[i].text).has_value() == (i >= 12));
  }
}

TEST_CASE("a header of 256 characters is remembered, a longer one is not", "[header_cache]") {
  header_cache cache;
  const auto sized = [&](std::size_t bytes) {
    const std::string kid(bytes - with_kid("").size(), 'k');
    return remember(cache, with_kid(kid));
  };
  const remembered fits = sized(192);
  const remembered too_long = sized(193);
  REQUIRE(fits.segment.size() == 256);
  CHECK(find(cache, fits.segment, fits.text));
  CHECK_FALSE(find(cache, too_long.segment, too_long.text));
}

TEST_CASE("a parameter that was escaped is not remembered", "[header_cache]") {
  header_cache cache;
  const auto [plain, plain_segment] = remember(cache, R"({"alg":"ES256","kid":"k1","x":"\u006b1"})");
  CHECK(find(cache, plain_segment, plain)->kid == "k1");
  const auto [text, segment] = remember(cache, R"({"alg":"ES256","kid":"\u006b1"})");
  CHECK_FALSE(find(cache, segment, text));
}

TEST_CASE("a verifier gives the same header the first time and from cachery", "[header_cache]") {
  const jot::verifier v{hs256_key().verification_key(), anything, now_clock()};
  for (const std::string_view header :
       {R"({"alg":"HS256"})", R"({"alg":"HS256","typ":"JWT"})", R"({"alg":"HS256","kid":"","cty":"x","typ":"at+jwt"})",
        R"({"alg":"HS256","kid":"\u0061\n\"","typ":"JWT"})",
        R"({"alg":"HS256","typ":"alg","kid":"HS256","cty":"typ"})"}) {
    const std::string token = token_of(header, "{}", hs256_key());
    INFO(header);
    const auto first = v.verify(token);
    const auto second = v.verify(token);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->header().alg == second->header().alg);
    CHECK(first->header().kid == second->header().kid);
    CHECK(first->header().typ == second->header().typ);
    CHECK(first->header().cty == second->header().cty);
    CHECK(first->header().text == second->header().text);
  }
}

TEST_CASE("a header with crit gets the same verdict the first time and from cachery", "[header_cache]") {
  jot::validation understanding = anything;
  understanding.understood_critical = {"x"};
  const jot::verifier v{hs256_key().verification_key(), understanding, now_clock()};
  const std::string token = token_of(R"({"alg":"HS256","crit":["x"],"x":1})", "{}", hs256_key());
  CHECK(v.verify(token));
  CHECK(v.verify(token));
  const jot::verifier not_understanding{hs256_key().verification_key(), anything, now_clock()};
  CHECK(verdict(not_understanding.verify(token)) == "unsupported_critical x");
  CHECK(verdict(not_understanding.verify(token)) == "unsupported_critical x");
}

TEST_CASE("a header that was remembered does not carry a token of another key", "[header_cache]") {
  const auto other = jot::signing_key<jot::hs256>::generate().value();
  const jot::verifier v{hs256_key().verification_key(), anything, now_clock()};
  const std::string header = R"({"alg":"HS256","typ":"JWT"})";
  REQUIRE(v.verify(token_of(header, "{}", hs256_key())));
  CHECK(verdict(v.verify(token_of(header, "{}", other))) == "signature_invalid");
  CHECK(verdict(v.verify(base64url_of(header) + ".e30.")) == "signature_invalid");
}

TEST_CASE("headers are remembered and found by many threads at once", "[header_cache]") {
  header_cache cache;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        const std::string kid = "kid-" + std::to_string(100 + (i * 7 + t) % 24);
        const std::string text = with_kid(kid);
        const std::string segment = base64url_of(text);
        if (const auto found = find(cache, segment, text)) {
          if (found->kid != kid || found->alg != jot::algorithm::es256) ++wrong;
        } else {
          jot::detail::header_facts facts;
          facts.alg_number = static_cast<std::uint64_t>(jot::algorithm::es256);
          facts.kid = {static_cast<std::uint32_t>(text.find(kid)), static_cast<std::uint32_t>(kid.size())};
          cache.insert(segment, facts, text.size());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}
