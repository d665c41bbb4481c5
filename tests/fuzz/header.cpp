// A header under a good MAC: whatever it says, it is accepted exactly when an independent look finds nothing wrong.
#include "fuzz.hpp"
#include "json_oracle.hpp"
#include "keys.hpp"

#include <jot/jws.hpp>

namespace jot_fuzz::header { namespace {

constexpr std::array<std::string_view, 21> never_critical{"alg", "jku", "jwk", "x5u",  "x5t", "x5t#S256", "x5c",
                                                          "kid", "typ", "cty", "crit", "enc", "zip",      "epk",
                                                          "apu", "apv", "iv",  "tag",  "p2s", "p2c",      "b64"};

bool crit_is_right(const nlohmann::json& header, const std::vector<std::string>& understood, std::size_t limit) {
  if (!header.contains("crit")) return true;
  const nlohmann::json& crit = header["crit"];
  if (!crit.is_array() || crit.empty() || crit.size() > limit) return false;
  std::set<std::string> seen;
  for (const auto& entry : crit) {
    if (!entry.is_string()) return false;
    const auto& name = entry.get_ref<const std::string&>();
    if (std::ranges::find(never_critical, name) != never_critical.end()) return false;
    if (std::ranges::find(understood, name) == understood.end()) return false;
    if (!header.contains(name) || !seen.insert(name).second) return false;
  }
  return true;
}

bool is_right(std::string_view text, const std::vector<std::string>& understood) {
  const auto registered_name = [](const std::string& name) {
    return std::ranges::find(never_critical, name) != never_critical.end();
  };
  if (std::ranges::any_of(understood, registered_name) || !is_strict_json(text, {})) return false;
  const nlohmann::json header = nlohmann::json::parse(text);
  if (header.value("alg", nlohmann::json()) != "HS256") return false;
  for (const char* name : {"kid", "typ", "cty"}) {
    if (header.contains(name) && !header[name].is_string()) return false;
  }
  if (header.contains("b64") && header["b64"] != true) return false;
  return crit_is_right(header, understood, jot::token_limits{}.critical);
}

void run(input data) {
  if (data.empty()) return;
  static const std::array<std::vector<std::string>, 4> choices{
      {{}, {"x"}, {"x", "http://example.com/ext", "y"}, {"x", "b64"}}};
  const std::vector<std::string>& understood = choices[data[0] % choices.size()];
  const std::string_view text(reinterpret_cast<const char*>(data.data()) + 1, data.size() - 1);
  if (!may_be_walked(text)) return;

  const jot::any_signing_key& key = key_for(jot::algorithm::hs256);
  const std::string token = signed_token(text, R"({"sub":"alice"})", key);
  const auto verified =
      jot::verify_jws(token, key.verification_key(), {.limits = {}, .understood_critical = understood});
  const bool short_enough = jot::base64url_encoded_size(text.size()) <= jot::token_limits{}.header_bytes;
  require(verified.has_value() == (short_enough && is_right(text, understood)),
          "a header is accepted exactly when it is a right one", text);
  if (!verified) return;

  const nlohmann::json header = nlohmann::json::parse(text);
  const auto same = [&](const char* name, const std::optional<std::string_view>& found) {
    return found ? header.contains(name) && header[name] == *found : !header.contains(name);
  };
  require(verified->header().alg == jot::algorithm::hs256, "the algorithm is the key's", text);
  require(
      same("kid", verified->header().kid) && same("typ", verified->header().typ) && same("cty", verified->header().cty),
      "kid, typ and cty are handed on as written", text);
  require(verified->header().text == text, "the header's text is handed on as written", text);
  require(jot::as_text(verified->payload()) == R"({"sub":"alice"})", "the payload is handed on as signed", text);
}

std::vector<std::string> seeds(const vector_seeds& vectors) {
  std::vector<std::string> out;
  for (const std::string_view header :
       {R"({"alg":"HS256"})", R"({"alg":"HS256","typ":"JWT","kid":"1","cty":"x"})", R"({"alg":"none"})",
        R"({"alg":"HS256","crit":["x"],"x":1})", R"({"alg":"HS256","crit":["x","y"],"x":1,"y":{"z":[]}})",
        R"({"alg":"HS256","crit":["b64"],"b64":false})", R"({"alg":"HS256","b64":true})",
        R"({"alg":"HS256","crit":["http://example.com/ext"],"http://example.com/ext":0})",
        R"({"alg":"HS256","crit":["alg"]})", R"({"alg":"HS256","crit":["x","x"],"x":1})", R"({"alg":["HS256"]})",
        R"({"\u0061lg":"HS256","kid":"\u0000"})", R"({"alg":"HS256","jwk":{"kty":"oct","k":"AA"},"x5c":["AA"]})"}) {
    for (const char choice : {'\0', '\1', '\2', '\3'}) out.push_back(choice + std::string(header));
  }
  for (const std::string& token : vectors.tokens) {
    if (const auto text = jot::base64url_decode(token.substr(0, token.find('.')))) {
      std::string header(jot::as_text(*text));
      // The published headers name all algorithms; under this harness's key they say most as HS256.
      if (const std::size_t at = header.find("S256\""); at != std::string::npos && at > 0) header[at - 1] = 'H';
      out.push_back('\1' + header);
    }
  }
  return out;
}

const registration registered({"header", run, seeds});

}}  // namespace jot_fuzz::header
