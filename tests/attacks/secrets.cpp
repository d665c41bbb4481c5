// Rows 66 to 68 of the security table: what must not come out: keys, MACs, tokens, and trust that was not earned.
#include "allocation_counter.hpp"
#include "support/catch.hpp"
#include "support/vectors.hpp"
#include "vector_runner.hpp"

#include <jot/oauth2/bearer.hpp>

#include <ostream>
#include <set>
#include <sstream>
#include <type_traits>

using namespace attack;
using jot::algorithm;

namespace {

template <class T>
concept streams = requires(std::ostream& out, const T& value) { out << value; };
template <class T>
concept converts_to_text = std::is_convertible_v<T, std::string> || std::is_convertible_v<T, std::string_view>;

std::set<std::string> member_names(const std::string& json) {
  std::set<std::string> out;
  const nlohmann::json document = nlohmann::json::parse(json);
  for (const auto& [name, value] : document.items()) out.insert(name);
  return out;
}

// True when the text contains any `window` successive bytes of the secret.
bool leaks(std::string_view text, std::string_view secret, std::size_t window) {
  for (std::size_t i = 0; i + window <= secret.size(); ++i) {
    if (text.find(secret.substr(i, window)) != std::string_view::npos) return true;
  }
  return false;
}

std::string decoded(std::string_view text) {
  const auto bytes = jot::base64url_decode(text);
  return bytes ? std::string(jot::as_text(*bytes)) : std::string();
}

bool is_utf8(const std::string& text) {
  return nlohmann::json::accept('"' + text + '"') || text.find('"') != std::string::npos;
}

}  // namespace

TEST_CASE("row 66: what is published of a key has no private member") {
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    const auto& key = key_for(row.id);
    CAPTURE(row.name);
    const jot::jwk whole = jot::jwk::from_private(key);
    CHECK(whole.is_private());
    if (row.key_type == jot::key_type::oct) {
      CHECK(outcome(whole.to_public_json()) == "key_mismatch");
      CHECK(outcome(jot::jwk::from_public(key.verification_key())) == "key_mismatch");
      CHECK(outcome(key.verification_key().to_public_pem()) == "key_mismatch");
      CHECK(outcome(key.to_private_pem()) == "key_mismatch");
      const std::string k = decoded(nlohmann::json::parse(whole.to_private_json()).at("k").get<std::string>());
      CHECK_FALSE(leaks(whole.thumbprint(), b64(k), 6));
      continue;
    }
    const std::set<std::string> wanted =
        row.key_type == jot::key_type::rsa  ? std::set<std::string>{"kty", "n", "e", "alg"}
        : row.key_type == jot::key_type::ec ? std::set<std::string>{"kty", "crv", "x", "y", "alg"}
                                            : std::set<std::string>{"kty", "crv", "x", "alg"};
    CHECK(member_names(whole.to_public_json().value()) == wanted);
    const jot::jwk half = jot::jwk::from_public(key.verification_key()).value();
    CHECK_FALSE(half.is_private());
    CHECK(member_names(half.to_private_json()) == wanted);
    CHECK(outcome(half.signing_key(row.id)) == "invalid_key");
    // The verification key of a signing key shares its memory, and must not give the private half away.
    const jot::jwk read = jot::jwk::parse(whole.to_private_json()).value();
    CHECK(member_names(read.to_public_json().value()) == wanted);
    CHECK(member_names(jot::jwk::from_public(read.verification_key(row.id).value()).value().to_private_json()) ==
          wanted);
    const std::string pem_text = key.verification_key().to_public_pem().value();
    CHECK(pem_text.starts_with("-----BEGIN PUBLIC KEY-----"));
    CHECK(pem_text.find("PRIVATE") == std::string::npos);
    const nlohmann::json members = nlohmann::json::parse(whole.to_private_json());
    for (const char* name : {"d", "p", "q", "dp", "dq", "qi"}) {
      if (!members.contains(name)) continue;
      const std::string secret = members[name];
      CHECK_FALSE(leaks(whole.to_public_json().value() + whole.thumbprint() + half.to_private_json(), secret, 8));
      CHECK_FALSE(leaks(der_of(pem_text), decoded(secret), 6));
    }
  }
}

TEST_CASE("row 66: keys and tokens do not print and do not turn into text") {
  static_assert(!streams<jot::any_signing_key> && !streams<jot::any_verification_key> && !streams<jot::jwk> &&
                !streams<jot::jwk_set>);
  static_assert(!streams<jot::signing_key<jot::hs256>> && !streams<jot::verification_key<jot::es256>> &&
                !streams<jot::secret_bytes>);
  static_assert(!streams<jot::verified<>> && !streams<jot::verified_jws> && !streams<jot::unsafe::decoded<>>);
  static_assert(!converts_to_text<jot::any_signing_key> && !converts_to_text<jot::jwk> &&
                !converts_to_text<jot::secret_bytes>);
  static_assert(!std::is_copy_constructible_v<jot::secret_bytes>);
  // A key's verifying half, the key itself and the private export are three names.
  static_assert(!std::is_convertible_v<jot::any_signing_key, jot::any_verification_key>);
  static_assert(!std::is_constructible_v<jot::any_signing_key, jot::any_verification_key>);
  SUCCEED();
}

TEST_CASE("secrets: the watch on memory that is given back notices one") {
  const std::string secret = noise(48, 65);
  attack::memory::watch_for(std::string_view(secret).substr(8, 32));
  {
    const std::string left_behind = secret;
    CHECK(verdict(left_behind, key_for(jot::algorithm::hs256).verification_key()) == "malformed_token");
  }
  CHECK(attack::memory::blocks_with_secret() == 1);
  attack::memory::watch_for({});
}

TEST_CASE("row 66: memory that is given back holds no HMAC secret") {
  const std::string secret = noise(48, 66);
  // The window is in the middle, for the allocator writes over the start of what it gets back.
  const std::string_view window = std::string_view(secret).substr(8, 32);
  attack::memory::watch_for(window);
  {
    const auto key = jot::any_signing_key::from_secret(algorithm::hs256, jot::as_bytes(secret)).value();
    const auto copy = key.with_kid("k");
    const std::string token = forge(header(algorithm::hs256), "{}", copy);
    CHECK(verdict(token, key.verification_key()) == "accepted");
    CHECK(verdict(token + "x", key.verification_key()) != "accepted");
    jot::secret_bytes first(jot::as_bytes(secret));
    jot::secret_bytes second(std::move(first));
    first = std::move(second);
    const auto short_key = jot::any_signing_key::from_secret(algorithm::rs256, jot::as_bytes(secret));
    CHECK_FALSE(short_key);
  }
  CHECK(attack::memory::blocks_with_secret() == 0);
  attack::memory::watch_for({});
}

TEST_CASE("row 66: memory that is given back holds no secret that was read from text") {
  const std::string secret = noise(48, 67);
  const std::string encoded = b64(secret);
  const std::string text = oct_jwk(secret);
  std::string hex;
  for (const char c : secret) {
    const char* digits = "0123456789abcdef";
    hex += digits[static_cast<unsigned char>(c) >> 4];
    hex += digits[static_cast<unsigned char>(c) & 15];
  }
  const std::string bad_hex = hex + "x";
  const std::string bad_encoded = encoded + "!";
  for (const std::string_view window :
       {std::string_view(secret).substr(8, 32), std::string_view(encoded).substr(8, 40)}) {
    attack::memory::watch_for(window);
    {
      CHECK(jot::signing_key<jot::hs256>::from_secret_text(secret));
      CHECK(jot::signing_key<jot::hs256>::from_secret_base64url(encoded));
      CHECK(jot::signing_key<jot::hs256>::from_secret_hex(hex));
      CHECK_FALSE(jot::signing_key<jot::hs256>::from_secret_hex(bad_hex));
      CHECK_FALSE(jot::signing_key<jot::hs256>::from_secret_base64url(bad_encoded));
    }
    CHECK(attack::memory::blocks_with_secret() == 0);
  }
  // Of a JWK this holds for the secret itself; the JSON parser's own copy of the text is out of reach.
  attack::memory::watch_for(std::string_view(secret).substr(8, 32));
  {
    CHECK(jot::jwk::parse(text).and_then([](const jot::jwk& key) { return key.signing_key(algorithm::hs256); }));
  }
  CHECK(attack::memory::blocks_with_secret() == 0);
  attack::memory::watch_for({});
}

TEST_CASE("row 66: a set that is refused as a whole leaves no more of its secrets than one that is read") {
  const std::string secret = noise(48, 68);
  const std::string encoded = b64(secret);
  // A public key beside a secret is such a fault.
  const std::string other = R"({"kty":"EC","kid":"a"})";
  const std::string mine = oct_jwk(secret, R"(,"kid":"a")");
  const auto blocks = [&](const std::string& members, bool good) {
    const std::string text = R"({"keys":[)" + members + "]}";
    attack::memory::watch_for(std::string_view(encoded).substr(8, 40));
    CHECK(jot::jwk_set::parse(text, {algorithm::hs256}).has_value() == good);
    const std::size_t found = attack::memory::blocks_with_secret();
    attack::memory::watch_for({});
    return found;
  };
  // The JSON parser's own copies of the text are out of reach, so the same set is read with and without its fault.
  const std::string renamed = R"({"kty":"XX","kid":"a"})";
  CHECK(blocks(other + ',' + mine, false) == blocks(renamed + ',' + mine, true));
  CHECK(blocks(mine + ',' + other, false) == blocks(mine + ',' + renamed, true));
}

TEST_CASE("row 67: no error says anything of a token or a key or an expected MAC") {
  const auto tests = load_vectors();
  if (!tests) return jot::testing_support::skip_without_vectors("attacks.json");
  std::size_t looked_at = 0;
  for (const vector_case& test : *tests) {
    const auto verdict = judge(test);
    if (verdict) continue;
    ++looked_at;
    CAPTURE(test.id, verdict.error().message());
    const jot::error& e = verdict.error();
    std::string said =
        e.message() + '\n' + std::string(jot::name(e.code())) + '\n' + jot::oauth2::challenge(e, "realm");
    try {
      static_cast<void>(jot::result<int>(e).value());
    } catch (const jot::exception& thrown) {
      said += thrown.what();
    }
    for (const std::string& secret : test.secrets) {
      CHECK_FALSE(leaks(said, secret, 8));
      CHECK_FALSE(leaks(said, decoded(secret), 6));
      for (const char* hash : {"SHA256", "SHA384", "SHA512"}) {
        const std::string mac = hmac(hash, decoded(secret), test.token.substr(0, test.token.rfind('.')));
        CHECK_FALSE(leaks(said, b64(mac), 6));
        CHECK_FALSE(leaks(said, mac, 6));
      }
    }
    // A member's name may be told, and nothing else of the token: neither as it is written nor decoded.
    if (!e.claim().empty() && e.claim() != "...") {
      for (std::size_t at = said.find(e.claim()); at != std::string::npos; at = said.find(e.claim()))
        said.erase(at, e.claim().size());
    }
    for (const std::string& segment : split(test.token)) {
      CHECK_FALSE(leaks(said, segment, 10));
      CHECK_FALSE(leaks(said, decoded(segment), 10));
    }
    CHECK(e.claim().size() <= jot::error::max_claim);
  }
  CHECK(looked_at == 339);
}

TEST_CASE("row 67: a message is one line of UTF-8 whatever the member was called") {
  std::string names[] = {"a\\nb",
                         "a\\r\\nSet-Cookie: x",
                         "\\u0000",
                         "\\u001b[31m",
                         "\\u007f",
                         std::string(36, 'a') + "é",
                         std::string(35, 'a') + "😀",
                         std::string(34, 'a') + "😀",
                         std::string(37, 'a') + "é",
                         std::string(200, 'a'),
                         std::string(13, 'x') + "漢字漢字漢字漢字漢字漢字",
                         "\\u0085"};
  for (const std::string& name : names) {
    const std::string twice = "{\"" + name + "\":1,\"" + name + "\":1}";
    const auto who = jot::verify(forge(header(algorithm::hs256), twice, key_for(algorithm::hs256)),
                                 key_for(algorithm::hs256).verification_key(), lax(), at(now));
    REQUIRE_FALSE(who);
    const std::string message = who.error().message();
    CAPTURE(name, message);
    for (const char c : message) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7F));
    CHECK(message.find("\xC2\x85") == std::string::npos);
    CHECK(is_utf8(message));
    const std::string challenge = jot::oauth2::challenge(who.error(), "realm");
    for (const char c : challenge) CHECK((c >= 0x20 && c < 0x7F));
  }
}

TEST_CASE("row 68: reading without verifying is called unsafe and gives another type") {
  const std::string forged = forge(R"({"alg":"none"})", R"({"sub":"mallory"})", "");
  const auto read = jot::unsafe::decode(forged);
  REQUIRE(read);
  CHECK(read->registered().sub == "mallory");
  CHECK_FALSE(read->header().alg.has_value());
  static_assert(std::is_same_v<decltype(jot::unsafe::decode("")), jot::result<jot::unsafe::decoded<>>>);
  static_assert(!std::is_convertible_v<jot::unsafe::decoded<>, jot::verified<>> &&
                !std::is_constructible_v<jot::verified<>, jot::unsafe::decoded<>>);
  static_assert(!std::is_base_of_v<jot::verified<>, jot::unsafe::decoded<>> &&
                !std::is_base_of_v<jot::unsafe::decoded<>, jot::verified<>>);
  static_assert(!std::is_constructible_v<jot::verified_jws, jot::unsafe::decoded<>>);
}
