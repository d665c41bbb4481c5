// Properties of tokens: what is signed is verified, and what was changed by one character never is.
#include <jot/jwt.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <nlohmann/json.hpp>

#include <random>
#include <string>
#include <string_view>

using namespace jot::testing_support;

namespace {

using generator = std::mt19937_64;

std::size_t below(generator& engine, std::size_t n) { return static_cast<std::size_t>(engine() % n); }

std::string any_text(generator& engine) {
  static constexpr std::string_view pieces[] = {"a",
                                                "Z9",
                                                "\"",
                                                "\\",
                                                "/",
                                                "\n",
                                                " ",
                                                "{",
                                                "]",
                                                "\xC3\xA9",
                                                "\xE2\x82\xAC",
                                                "\xF0\x9F\x94\x91",
                                                "\x7F",
                                                std::string_view("\0", 1),
                                                "\x1F"};
  std::string out;
  for (std::size_t n = below(engine, 12); n > 0; --n) out += pieces[below(engine, std::size(pieces))];
  return out;
}

jot::numeric_date any_date(generator& engine, std::int64_t from, std::int64_t to) {
  const auto seconds = from + static_cast<std::int64_t>(below(engine, static_cast<std::size_t>(to - from)));
  std::string text = std::to_string(seconds);
  if (seconds > 0 && below(engine, 2) == 0) text += "." + std::to_string(1 + below(engine, 999'999'999));
  return numeric_date_of(text);
}

nlohmann::json any_json(generator& engine, int levels) {
  switch (below(engine, levels > 0 ? 8 : 6)) {
    case 0:
      return nullptr;
    case 1:
      return below(engine, 2) == 0;
    case 2:
      return static_cast<std::int64_t>(engine()) >> below(engine, 64);
    case 3:
      return engine();
    case 4:
      return static_cast<double>(static_cast<std::int64_t>(engine())) / 1024.0;
    case 5:
      return any_text(engine);
    case 6: {
      nlohmann::json out = nlohmann::json::array();
      for (std::size_t n = below(engine, 4); n > 0; --n) out.push_back(any_json(engine, levels - 1));
      return out;
    }
    default: {
      nlohmann::json out = nlohmann::json::object();
      for (std::size_t n = below(engine, 4); n > 0; --n) out[any_text(engine)] = any_json(engine, levels - 1);
      return out;
    }
  }
}

jot::registered_claims any_claims(generator& engine) {
  jot::registered_claims out{.exp = jot::never};
  const auto sometimes = [&] { return below(engine, 2) == 0; };
  if (sometimes()) out.iss = any_text(engine);
  if (sometimes()) out.sub = any_text(engine);
  if (sometimes()) {
    std::vector<std::string> aud;
    for (std::size_t n = below(engine, 4); n > 0; --n) aud.push_back(any_text(engine));
    out.aud = jot::audience(std::move(aud));
  }
  if (sometimes()) out.exp = any_date(engine, now_seconds + 1, jot::end_of_year_9999);
  if (sometimes()) out.nbf = any_date(engine, -jot::end_of_year_9999, now_seconds);
  if (sometimes()) out.iat = any_date(engine, -jot::end_of_year_9999, jot::end_of_year_9999);
  if (sometimes()) out.jti = any_text(engine);
  return out;
}

std::optional<jot::numeric_date> date_of(const jot::claim<jot::numeric_date>& claim) {
  return claim ? std::optional(*claim) : std::nullopt;
}
std::optional<std::string> text_of(const jot::claim<std::string_view>& claim) {
  return static_cast<std::optional<std::string>>(claim);
}

constexpr std::string_view token_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

}  // namespace

TEST_CASE("whatever claims are signed are verified and come back the same", "[jwt]") {
  generator engine(11);
  for (int i = 0; i < 4'000; ++i) {
    const jot::registered_claims claims = any_claims(engine);
    nlohmann::json custom = nlohmann::json::object();
    for (std::size_t n = below(engine, 5); n > 0; --n) custom["c" + any_text(engine)] = any_json(engine, 4);
    const std::string token = jot::sign(hs256_key(), claims, custom).value();
    const auto read = jot::verify(token, hs256_key().verification_key(), no_rules(), now_clock());
    if (!read) {
      FAIL_CHECK(token << ": " << read.error().message());
      continue;
    }
    const jot::claims_view& found = read->registered();
    const auto whole = [](const std::optional<jot::numeric_date>& date) {
      return date ? std::optional<jot::numeric_date>(date->seconds()) : std::nullopt;
    };
    bool same = text_of(found.iss) == claims.iss && text_of(found.sub) == claims.sub &&
                date_of(found.exp) == whole(claims.exp.date()) && date_of(found.nbf) == whole(claims.nbf) &&
                date_of(found.iat) == whole(claims.iat) && text_of(found.jti) == claims.jti &&
                found.aud.has_value() != claims.aud.empty();
    if (found.aud) same = same && std::ranges::equal(*found.aud, claims.aud.values());
    nlohmann::json payload = read->json();
    for (const std::string_view name : jot::registered_claim_names) payload.erase(std::string(name));
    if (!same || payload != custom) FAIL_CHECK(token);
  }
  SUCCEED();
}

TEST_CASE("a token of any algorithm with one character changed, inserted or deleted never verifies", "[jwt]") {
  generator engine(12);
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    CAPTURE(row.name);
    const jot::any_signing_key& key = key_for(row.id);
    const jot::any_verification_key verifier = key.verification_key();
    const std::string token = jot::sign(key, {.iss = "https://id.example", .exp = date(now_seconds + 60)}).value();
    const auto accepted = [&](const std::string& changed) {
      return changed != token && jot::verify(changed, verifier, no_rules(), now_clock()).has_value();
    };
    // Verification that reaches a slow public key is tried less often.
    const std::size_t step = row.key_type == jot::key_type::oct ? 1 : 7;
    std::size_t wrong = 0;
    for (std::size_t i = below(engine, step); i <= token.size(); i += step) {
      const char other = token_characters[below(engine, token_characters.size())];
      std::string changed = token;
      if (i < token.size()) {
        changed[i] = other;
        wrong += accepted(changed);
        changed[i] = static_cast<char>(engine());
        wrong += accepted(changed);
        changed = token;
        wrong += accepted(changed.erase(i, 1));
      }
      changed = token;
      wrong += accepted(changed.insert(i, 1, other));
      changed = token;
      wrong += accepted(changed.insert(i, 1, static_cast<char>(engine())));
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("every other last character of a token is refused", "[jwt]") {
  // The signature's last character has bits that mean nothing: they must be zero, or one signature had several texts.
  for (const jot::algorithm alg : {jot::algorithm::hs256, jot::algorithm::hs384, jot::algorithm::hs512,
                                   jot::algorithm::es256, jot::algorithm::ed25519}) {
    const std::string token = jot::sign(key_for(alg), {.exp = jot::never}).value();
    std::size_t accepted = 0;
    for (const char c : token_characters) {
      std::string changed = token;
      changed.back() = c;
      accepted += jot::verify(changed, key_for(alg).verification_key(), no_rules(), now_clock()).has_value();
    }
    CHECK(accepted == 1);
  }
}

TEST_CASE("no bytes whatever make the verifier do anything but refuse", "[jwt]") {
  generator engine(13);
  const std::string good = jot::sign(hs256_key(), {.sub = "x", .exp = jot::never}).value();
  std::size_t accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    switch (below(engine, 3)) {
      case 0:
        for (std::size_t n = below(engine, 60); n > 0; --n) text += static_cast<char>(engine());
        break;
      case 1:
        for (std::size_t n = below(engine, 60); n > 0; --n)
          text += token_characters[below(engine, token_characters.size())];
        break;
      default:
        text = good.substr(below(engine, good.size()), below(engine, good.size())) +
               good.substr(below(engine, good.size()));
        break;
    }
    accepted += text != good && jot::verify(text, hs256_key().verification_key(), no_rules(), now_clock()).has_value();
    (void)jot::unsafe::decode(text).has_value();
  }
  CHECK(accepted == 0);
}
