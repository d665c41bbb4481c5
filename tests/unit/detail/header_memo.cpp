// Tests of detail/header_memo.hpp: what is remembered of headers, by itself and through a verifier.
#include <jot/detail/header_memo.hpp>
#include <jot/jwt.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace jot::testing_support;
using jot::detail::header_memo;

namespace {

struct remembered {
  std::string text;
  std::string segment;
};
remembered remember(header_memo& memo, std::string text, std::optional<std::string_view> kid,
                    jot::algorithm alg = jot::algorithm::es256) {
  remembered out{std::move(text), {}};
  out.segment = base64url_of(out.text);
  memo.remember(out.segment, {.alg = alg, .kid = kid, .typ = {}, .cty = {}, .text = out.text});
  return out;
}
std::optional<jot::jws_header> find(const header_memo& memo, std::string_view segment, std::string_view text) {
  jot::jws_header found;
  return memo.find(segment, text, found) ? std::optional(found) : std::nullopt;
}
std::string with_kid(std::string_view kid) { return R"({"alg":"ES256","kid":")" + std::string(kid) + R"("})"; }

const jot::validation anything{.issuer = jot::ignore, .audience = jot::ignore, .exp = jot::expiry::optional};

}  // namespace

TEST_CASE("a header that comes again is known, its parameters in the new text", "[header_memo]") {
  header_memo memo;
  const auto [text, segment] = remember(memo, R"({"typ":"JWT","alg":"ES256","kid":"k-1"})", "k-1");
  const std::string again = text;
  const auto found = find(memo, segment, again);
  REQUIRE(found);
  CHECK(found->alg == jot::algorithm::es256);
  CHECK(found->kid == "k-1");
  CHECK(found->kid->data() >= again.data());
  CHECK(found->kid->data() < again.data() + again.size());
  CHECK_FALSE(found->typ);
  CHECK(found->text.data() == again.data());
}

TEST_CASE("a header that differs in one character is not known", "[header_memo]") {
  header_memo memo;
  const auto [text, segment] = remember(memo, with_kid("k-1"), "k-1");
  CHECK_FALSE(find(memo, base64url_of(with_kid("k-2")), with_kid("k-2")));
  for (std::size_t i = 0; i < segment.size(); ++i) {
    std::string changed = segment;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(find(memo, changed, text));
  }
  CHECK_FALSE(find(memo, "", ""));
  CHECK_FALSE(find(header_memo(), "", ""));
}

TEST_CASE("the eight last headers are known", "[header_memo]") {
  header_memo memo;
  std::vector<remembered> all;
  for (int i = 0; i < 20; ++i) {
    const std::string kid = "kid-" + std::to_string(100 + i);
    all.push_back(remember(memo, with_kid(kid), kid));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    INFO(i);
    CHECK(find(memo, all[i].segment, all[i].text).has_value() == (i >= 12));
  }
}

TEST_CASE("a header of 256 characters is remembered, a longer one is not", "[header_memo]") {
  header_memo memo;
  const auto sized = [&](std::size_t bytes) {
    const std::string kid(bytes - with_kid("").size(), 'k');
    return remember(memo, with_kid(kid), kid);
  };
  const remembered fits = sized(192);
  const remembered too_long = sized(193);
  REQUIRE(fits.segment.size() == 256);
  CHECK(find(memo, fits.segment, fits.text));
  CHECK_FALSE(find(memo, too_long.segment, too_long.text));
}

TEST_CASE("a parameter that was escaped is not remembered", "[header_memo]") {
  header_memo memo;
  const auto [text, segment] = remember(memo, R"({"alg":"ES256","kid":"\u006b1"})", "k1");
  CHECK_FALSE(find(memo, segment, text));
}

TEST_CASE("a verifier gives the same header the first time and from memory", "[header_memo]") {
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

TEST_CASE("a header with crit gets the same verdict the first time and from memory", "[header_memo]") {
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

TEST_CASE("a header that was remembered does not carry a token of another key", "[header_memo]") {
  const auto other = jot::signing_key<jot::hs256>::generate().value();
  const jot::verifier v{hs256_key().verification_key(), anything, now_clock()};
  const std::string header = R"({"alg":"HS256","typ":"JWT"})";
  REQUIRE(v.verify(token_of(header, "{}", hs256_key())));
  CHECK(verdict(v.verify(token_of(header, "{}", other))) == "signature_invalid");
  CHECK(verdict(v.verify(base64url_of(header) + ".e30.")) == "signature_invalid");
}

TEST_CASE("headers are remembered and found by many threads at once", "[header_memo]") {
  header_memo memo;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        const std::string kid = "kid-" + std::to_string(100 + (i * 7 + t) % 24);
        const std::string text = with_kid(kid);
        const std::string segment = base64url_of(text);
        if (const auto found = find(memo, segment, text)) {
          if (found->kid != kid || found->alg != jot::algorithm::es256) ++wrong;
        } else {
          memo.remember(segment, {.alg = jot::algorithm::es256, .kid = kid, .typ = {}, .cty = {}, .text = text});
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}
