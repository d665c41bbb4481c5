// Rows 66 and 67 of the security table over key files: whatever a file has become on its way, and whichever way it is
// loaded, no error tells of the key, the file's text or its password, and a refusal leaves nothing of them behind.
#include "allocation_counter.hpp"
#include "forge.hpp"
#include "support/catch.hpp"
#include "support/damaged_key_files.hpp"

#include <jot/jwk_set.hpp>
#include <jot/oauth2/bearer.hpp>
#include <jot/x509.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

using namespace attack;
using jot::algorithm;
namespace files = jot::testing_support;

namespace {

constexpr std::string_view right_password = "tr0ub4dor&3 and a horse";
constexpr std::string_view wrong_password = "w0rldly stapled battery";

constexpr char lower[] = "0123456789abcdef";
constexpr char upper[] = "0123456789ABCDEF";
std::string hex(std::string_view bytes, const char* digits) {
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}
std::string as_base64url(std::string text) {
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}
std::string as_base64(std::string text) {
  for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
  return text;
}

// Every eight successive bytes of secrets, in each form in which a message could have them.
class forbidden_text {
 public:
  forbidden_text() {
    add_text(right_password);
    add_text(wrong_password);
  }
  void add(std::string_view secret) {
    add_text(secret);
    add_text(hex(secret, lower));
    add_text(hex(secret, upper));
    // What a fragment is in base64 depends on where in a group of three bytes it begins.
    for (std::size_t skipped = 0; skipped < (std::min)(secret.size(), std::size_t{3}); ++skipped) {
      add_text(b64(secret.substr(skipped)));
      add_text(as_base64(b64(secret.substr(skipped))));
    }
  }
  [[nodiscard]] bool is_in(const std::string& text) const {
    for (std::size_t i = 0; i + window <= text.size(); ++i) {
      if (parts_.contains(text.substr(i, window))) return true;
    }
    return false;
  }

 private:
  static constexpr std::size_t window = 8;
  void add_text(std::string_view text) {
    for (std::size_t i = 0; i + window <= text.size(); ++i) parts_.emplace(text.substr(i, window));
  }
  std::unordered_set<std::string> parts_;
};

// What refusals said, each text once.
class said {
 public:
  template <class T>
  bool note(const jot::result<T>& result) {
    if (!result) note(result.error());
    return result.has_value();
  }
  void note(const jot::error& e) {
    ++refusals_;
    std::string text = e.message() + '\n' + std::string(e.claim()) + '\n' + jot::oauth2::challenge(e, "realm");
    try {
      static_cast<void>(jot::result<int>(e).value());
    } catch (const jot::exception& thrown) {
      text += '\n' + std::string(thrown.what());
    }
    texts_.insert(std::move(text));
  }
  [[nodiscard]] const std::set<std::string>& texts() const { return texts_; }
  [[nodiscard]] std::size_t refusals() const { return refusals_; }

 private:
  std::set<std::string> texts_;
  std::size_t refusals_ = 0;
};

// ---- every way into the library that takes a key, with a file that may be anything ----

void load_pem(std::string_view file, algorithm alg, said& out) {
  using namespace jot;
  for (const std::string_view password : {right_password, wrong_password, std::string_view()}) {
    out.note(any_signing_key::from_pem(alg, file, password));
    out.note(jwk::from_pem(file, password));
    if (file.find("ENCRYPTED") == std::string_view::npos) break;
  }
  out.note(signing_key<es384>::from_pem(file));
  out.note(any_signing_key::from_pem(algorithm::hs256, file));
  out.note(any_verification_key::from_pem(alg, file));
  out.note(verification_key<rs512>::from_pem(file));
  out.note(certificate::from_pem(file));
  out.note(certificate::all_from_pem(file));
  out.note(certificate::from_x5c(file));
}

void load_der(std::string_view file, algorithm alg, said& out) {
  using namespace jot;
  const bytes_view data = as_bytes(file);
  out.note(any_signing_key::from_der(alg, data));
  out.note(signing_key<ed448>::from_der(data));
  out.note(any_verification_key::from_der(alg, data));
  out.note(verification_key<es256>::from_der(data));
  out.note(any_verification_key::from_der(algorithm::hs256, data));
  out.note(jwk::from_der(data));
  out.note(certificate::from_der(data));
}

void load_secret(std::string_view file, algorithm alg, said& out) {
  using namespace jot;
  const bytes_view data = as_bytes(file);
  const key_limits small{.secret_bytes = 16};
  out.note(any_signing_key::from_secret(alg, data));
  out.note(any_verification_key::from_secret(alg, data));
  out.note(any_signing_key::from_secret(algorithm::hs256, data, small));
  out.note(jwk::from_secret(data, small));
  out.note(signing_key<hs512>::from_secret_text(file.substr(0, 40)));
  out.note(signing_key<hs256>::from_secret_hex(file));
  out.note(signing_key<hs256>::from_secret_base64url(file));
}

// A file, a set with it in it, and an object that maps a kid to it.
struct json_files {
  explicit json_files(std::string text)
      : file(std::move(text)),
        set("{\"keys\":[" + file + "]}"),
        published(nlohmann::json{{"kid", file}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) {}
  std::string file;
  std::string set;
  std::string published;
};

void load_json(const json_files& file, algorithm alg, said& out) {
  using namespace jot;
  const algorithm_set accepted{algorithm::es256, algorithm::rs256, algorithm::ed448};
  if (const result<jwk> key = jwk::parse(file.file); out.note(key)) {
    for (const algorithm other : {alg, algorithm::hs512, algorithm::es256, algorithm::rs256, algorithm::ed448}) {
      out.note(key->signing_key(other));
      out.note(key->verification_key(other));
    }
    out.note(key->to_public_json());
    out.note(jwk_set::of(*key, {algorithm::es512}));
  }
  const auto note_set = [&](const result<jwk_set>& set) {
    if (!out.note(set)) return;
    for (const skipped_key& skipped : set->skipped()) out.note(skipped.reason);
  };
  note_set(jwk_set::parse(file.file, accepted));
  note_set(jwk_set::parse(file.set, accepted));
  note_set(jwk_set::parse_certificates(file.file, accepted));
  note_set(jwk_set::parse_certificates(file.published, accepted));
}

void load_text(const std::string& file, algorithm alg, said& out) {
  load_pem(file, alg, out);
  load_secret(file, alg, out);
  load_json(json_files(file), alg, out);
}
// OpenSSL takes long to say that something is no DER.
void load_everywhere(const std::string& file, algorithm alg, said& out) {
  load_text(file, alg, out);
  load_der(file, alg, out);
}

// ---- the files ----

struct key_kind {
  algorithm alg;
  EVP_PKEY* key;
  bool traditional = false;  // has a form older than PKCS#8
  std::size_t places = 2;    // of damage
};
const std::vector<key_kind>& kinds() {
  static const std::vector<key_kind> all = {{algorithm::rs256, files::key_pair("RSA"), true},
                                            {algorithm::ps256, files::key_pair("RSA-PSS")},
                                            {algorithm::es256, files::key_pair("EC", "P-256"), true, 8},
                                            {algorithm::es384, files::key_pair("EC", "P-384"), true},
                                            {algorithm::es512, files::key_pair("EC", "P-521"), true},
                                            {algorithm::es256k, files::key_pair("EC", "secp256k1"), true},
                                            {algorithm::es256, files::key_pair("EC", "brainpoolP256r1"), true},
                                            {algorithm::ed25519, files::key_pair("ED25519"), false, 8},
                                            {algorithm::ed448, files::key_pair("ED448")},
                                            {algorithm::ed25519, files::key_pair("X25519")}};
  return all;
}

// Null where the library takes no such key.
nlohmann::json private_jwk(const key_kind& kind) {
  const auto key = jot::any_signing_key::from_pem(kind.alg, files::pkcs8_pem(kind.key));
  return key ? nlohmann::json::parse(jot::jwk::from_private(*key).to_private_json()) : nlohmann::json();
}
nlohmann::json secret_jwk() { return nlohmann::json::parse(oct_jwk(noise(64, 66), R"(,"alg":"HS256")")); }

// Decoded; the first is d or k.
std::vector<std::string> private_members(const nlohmann::json& jwk) {
  std::vector<std::string> out;
  for (const char* name : {"d", "k", "p", "q", "dp", "dq", "qi"}) {
    if (!jwk.contains(name)) continue;
    out.emplace_back(jot::as_text(jot::base64url_decode(jwk[name].get<std::string>()).value()));
  }
  return out;
}

// The file as it is, and cut off or with a byte changed, lost or too many at about so many places.
std::vector<std::string> damaged(const std::string& file, std::size_t places) {
  std::vector<std::string> out{file, file + file, file + '\0'};
  const std::size_t step = (std::max)(file.size() / places, std::size_t{1});
  for (std::size_t at = 0; at < file.size(); at += step) {
    out.push_back(file.substr(0, at));
    for (const int bits : {1, 0x20, 0x80}) {
      out.push_back(file);
      out.back()[at] = static_cast<char>(out.back()[at] ^ bits);
    }
    out.push_back(file);
    out.back().erase(at, 1);
    out.push_back(file);
    out.back().insert(at, 1, '"');
  }
  return out;
}

std::vector<std::string> damaged_pems(const std::string& pem, std::size_t places) {
  std::vector<std::string> out = damaged(pem, places);
  for (const auto& [good, bad] : {std::pair("KEY-----\n", "KEY----\n"),
                                  {"KEY-----\n", "KEY\n"},
                                  {"-----END", "----END"},
                                  {"BEGIN PRIVATE", "BEGIN PUBLIC"},
                                  {"PRIVATE KEY", "EC PRIVATE KEY"},
                                  {"PRIVATE KEY", "PUBLIC KEY"},
                                  {"PRIVATE KEY", "CERTIFICATE"},
                                  {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY"},
                                  {"\n", "\n\n"}}) {
    out.push_back(files::replaced(pem, good, bad));
    out.push_back(files::all_replaced(pem, good, bad));
  }
  return out;
}

// The key as JWK, and with members that are missing, there twice, or of a wrong type, size or kind.
std::vector<std::string> damaged_jwks(const nlohmann::json& jwk) {
  std::vector<std::string> out{jwk.dump(), "[" + jwk.dump() + "]", "\xEF\xBB\xBF" + jwk.dump()};
  const auto with = [&](const std::string& name, const nlohmann::json& value) {
    nlohmann::json other = jwk;
    other[name] = value;
    out.push_back(other.dump());
  };
  for (const auto& [name, value] : jwk.items()) {
    nlohmann::json less = jwk;
    less.erase(name);
    out.push_back(less.dump());
    const std::string member = '"' + name + "\":" + value.dump();
    out.push_back(files::replaced(jwk.dump(), member, member + ',' + member));
    const std::string text = value;
    const nlohmann::json others[] = {nullptr,
                                     true,
                                     12,
                                     "",
                                     text + "=",
                                     text + "AAAA",
                                     text + "\n",
                                     "+/" + text,
                                     text.substr(0, text.size() / 2),
                                     std::string(10'000, 'A'),
                                     nlohmann::json::array({value}),
                                     nlohmann::json::object({{"value", value}})};
    for (const nlohmann::json& other : others) with(name, other);
  }
  const std::string other = b64(noise(private_members(jwk)[0].size(), 68));
  for (const char* name : {"d", "x", "k", "p"}) with(name, other);
  for (const char* kty : {"oct", "RSA", "EC", "OKP", "ec", ""}) with("kty", kty);
  for (const char* crv : {"P-256", "P-384", "Ed25519", "Ed448", "X25519"}) with("crv", crv);
  for (const char* alg : {"HS256", "RS256", "ES256", "none"}) with("alg", alg);
  const std::string secret = jwk.contains("d") ? jwk["d"] : jwk["k"];
  with("use", "enc");
  with("use", secret);
  with("alg", secret);
  with("crv", secret);
  with("key_ops", nlohmann::json::array({"deriveBits"}));
  with("key_ops", nlohmann::json::array({secret, 1}));
  with("x5c", nlohmann::json::array({secret}));
  with("oth", nlohmann::json::array({jwk}));
  with("more", nlohmann::json{{"keys", nlohmann::json::array({jwk, jwk})}});
  // The reader unescapes the key before it meets what is wrong.
  constexpr std::string_view digits = "0123456789abcdef";
  const auto first = static_cast<unsigned char>(secret[0]);
  const std::string unit = std::string("\\u00") + digits[first >> 4] + digits[first & 15];
  const std::string escaped = files::replaced(jwk.dump(), '"' + secret + '"', '"' + unit + secret.substr(1) + '"');
  out.push_back(escaped);
  out.push_back(escaped.substr(0, escaped.size() - 1) + ",}");
  return out;
}

// Counts the blocks with these bytes that are given back while it lives.
class watch {
 public:
  explicit watch(std::string_view secret) { attack::memory::watch_for(secret); }
  watch(const watch&) = delete;
  watch& operator=(const watch&) = delete;
  ~watch() { attack::memory::watch_for({}); }
  [[nodiscard]] std::size_t left_behind() const { return attack::memory::blocks_with_secret(); }
};

}  // namespace

TEST_CASE("secrets: what no error may tell is found in each form and at each place") {
  const std::string secret = noise(48, 69);
  forbidden_text forbidden;
  forbidden.add(secret);
  for (const std::string& form :
       {secret, hex(secret, lower), hex(secret, upper), b64(secret), as_base64(b64(secret)), b64(secret.substr(16))}) {
    CHECK(forbidden.is_in("the key " + form.substr(17, 8) + " is damaged"));
    CHECK_FALSE(forbidden.is_in("the key " + form.substr(17, 7) + " is damaged"));
  }
  CHECK(forbidden.is_in(std::string(right_password)));
  CHECK(forbidden.is_in(std::string(wrong_password)));
}

TEST_CASE("row 67: no error tells of a key file or its password whatever became of the file") {
  forbidden_text forbidden;
  said heard;
  for (const key_kind& kind : kinds()) {
    std::vector<std::string> pems = {files::pkcs8_pem(kind.key)};
    if (kind.traditional) pems.push_back(files::traditional_pem(kind.key));
    for (const std::string& pem : pems) {
      forbidden.add(der_of(pem));
      load_der(pem, kind.alg, heard);
      for (const std::string& file : damaged_pems(pem, kind.places)) load_text(file, kind.alg, heard);
      for (const std::string& file : damaged(der_of(pem), kind.places / 2)) load_everywhere(file, kind.alg, heard);
    }
    // Few, because each look into one of these is thousands of hashes.
    std::vector<std::string> locked = {files::pkcs8_pem(kind.key, right_password)};
    if (kind.traditional) locked.push_back(files::traditional_pem(kind.key, right_password));
    for (const std::string& pem : locked) {
      forbidden.add(files::der_of(pem));
      for (const std::string& file : {pem, files::der_of(pem), pem.substr(0, pem.size() / 2)}) {
        load_everywhere(file, kind.alg, heard);
      }
    }
    const nlohmann::json jwk = private_jwk(kind);
    if (jwk.is_null()) continue;
    for (const std::string& member : private_members(jwk)) forbidden.add(member);
    load_der(jwk.dump(), kind.alg, heard);
    for (const std::string& file : damaged(jwk.dump(), kind.places)) load_text(file, kind.alg, heard);
    for (const std::string& file : damaged_jwks(jwk)) load_text(file, kind.alg, heard);
  }
  for (const auto& set : {files::forgiven_key_files(), files::refused_key_files()}) {
    for (const files::damaged_key_file& file : set) load_everywhere(file.text, algorithm::es256, heard);
  }
  const nlohmann::json jwk = secret_jwk();
  const std::string secret = private_members(jwk)[0];
  forbidden.add(secret);
  for (const std::string& text : {secret, b64(secret), hex(secret, lower), jwk.dump()}) {
    for (const std::string& file : damaged(text, 12)) load_text(file, algorithm::hs512, heard);
  }
  for (const std::string& file : damaged_jwks(jwk)) load_text(file, algorithm::hs256, heard);

  for (const std::string& text : heard.texts()) {
    CAPTURE(text);
    CHECK_FALSE(forbidden.is_in(text));
  }
  CAPTURE(heard.texts().size());
  CHECK(heard.refusals() > 50'000);
  CHECK(heard.texts().size() > 100);
}

TEST_CASE("row 66: a refused key file leaves nothing of the key or its password in memory that is given back") {
  SUCCEED();
  // Where the watch sees OpenSSL's own blocks too, it says nothing of the library's.
  if (!attack::memory::counts_operator_new_alone()) return;
  said heard;
  for (const key_kind& kind : kinds()) {
    const nlohmann::json jwk = private_jwk(kind);
    if (jwk.is_null()) continue;
    CAPTURE(jot::name(kind.alg));
    const std::string pem = files::pkcs8_pem(kind.key);
    const std::string der = der_of(pem);
    // Of d the middle, because the allocator writes over the start of what it gets back; then what stands for it in
    // the file, a line end included, and the same as it is when white space is gone and the alphabet exchanged.
    const std::string d = private_members(jwk)[0].substr(4, 24);
    const std::size_t at = (der.find(d) + 2) / 3 * 4;
    const std::size_t in_file = pem.find('\n') + 1 + at + at / 64;
    const std::string in_pem = pem.substr(in_file, 28);
    const std::string decoding = as_base64url(files::all_replaced(in_pem, "\n", ""));

    const std::vector<std::string> pems = damaged_pems(pem, kind.places);
    for (const std::string& secret : {d, in_pem, decoding}) {
      const watch watching(secret);
      for (const std::string& file : pems) load_pem(file, kind.alg, heard);
      CHECK(watching.left_behind() == 0);
    }
    const std::vector<std::string> ders = damaged(der, kind.places);
    std::vector<json_files> jwks;
    for (const std::string& file : damaged_jwks(jwk)) jwks.emplace_back(file);
    for (const std::string& file : damaged(jwk.dump(), kind.places)) jwks.emplace_back(file);
    {
      const watch watching(d);
      for (const std::string& file : ders) load_der(file, kind.alg, heard);
      for (const json_files& file : jwks) load_json(file, kind.alg, heard);
      CHECK(watching.left_behind() == 0);
    }
    const std::string encoded = b64(private_members(jwk)[0]);
    const std::string in_json = encoded.substr(8, 32);
    // Where the file says that a secret is not one, it is kept and handed on as what it says.
    std::erase_if(jwks, [&](const json_files& file) {
      const auto says = [&](const char* member) { return file.file.find(member + encoded) != std::string::npos; };
      return says(R"("use":")") || says(R"("alg":")") || says(R"("key_ops":[")");
    });
    const watch watching(in_json);
    for (const json_files& file : jwks) load_json(file, kind.alg, heard);
    CHECK(watching.left_behind() == 0);
  }

  const std::string locked = files::pkcs8_pem(files::key_pair("EC", "P-256"), right_password);
  const std::vector<std::string> locked_files = damaged(locked, 3);
  for (const std::string_view password : {right_password, wrong_password}) {
    const watch watching(password.substr(4));
    for (const std::string& file : locked_files) load_pem(file, algorithm::es256, heard);
    CHECK(watching.left_behind() == 0);
  }

  const std::string secret = noise(64, 70);
  std::vector<std::string> secrets;
  for (const std::string& text : {secret, b64(secret), hex(secret, lower)}) {
    for (const std::string& file : damaged(text, 12)) secrets.push_back(file);
  }
  for (const std::string& window :
       {secret.substr(24, 24), b64(secret).substr(24, 32), hex(secret, lower).substr(64, 40)}) {
    const watch watching(window);
    for (const std::string& file : secrets) load_secret(file, algorithm::hs256, heard);
    CHECK(watching.left_behind() == 0);
  }
  CHECK(heard.refusals() > 10'000);
}

TEST_CASE("row 66: a BEGIN line that lost its dashes leaves no copy of the key in memory that is given back") {
  const std::string pem = files::pkcs8_pem(files::key_pair("EC", "P-256"));
  const std::string middle = pem.substr(pem.find('\n') + 20, 60);
  for (const char* line : {"KEY----\n", "KEY\n", "KEY"}) {
    const std::string file = files::replaced(pem, "KEY-----\n", line);
    CAPTURE(file.substr(0, 30));
    const watch watching(middle);
    CHECK(outcome(jot::any_signing_key::from_pem(algorithm::es256, file)) == "invalid_key");
    CHECK(outcome(jot::certificate::all_from_pem(file)) == "invalid_key");
    CHECK(watching.left_behind() == 0);
  }
}
