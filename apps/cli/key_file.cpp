// Finding out what a key file holds, and which algorithm its key has.
#include "key_file.hpp"

#include "set_document.hpp"

#include <jot/base64url.hpp>
#include <jot/x509.hpp>

#include <nlohmann/json.hpp>

namespace cli {
namespace {

[[noreturn]] void ask_for_algorithm(jot::algorithm_set fitting) {
  wrong_usage("this key can be used for " + names_of(fitting) + ": choose one with --alg");
}

// Every kind of key and certificate is a SEQUENCE in DER: its length is either in the long form, which is not text, or
// that of the file.
bool is_der_sequence(jot::bytes_view bytes) noexcept {
  return bytes.size() > 2 && bytes[0] == 0x30 && (bytes[1] >= 0x80 || bytes.size() == bytes[1] + 2U);
}

key_file::format format_of(const std::string& path, const file_contents& contents) {
  const std::string_view text = contents.text();
  const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  if (has("-----BEGIN")) {
    const bool certificate_only = has("-----BEGIN CERTIFICATE-----") && !has(" KEY-----");
    return certificate_only ? key_file::format::certificate : key_file::format::pem;
  }
  if (is_der_sequence(contents.bytes())) {
    return jot::certificate::from_der(contents.bytes()) ? key_file::format::certificate : key_file::format::der;
  }
  const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
  if (document.is_object() && document.contains("keys") && !document.contains("kty")) return key_file::format::jwk_set;
  if (document.is_object() || has("{")) return key_file::format::jwk;
  throw failure{unusable,
                "invalid_key: " + path + " is not a JWK, JWK Set, PEM or DER; for a raw secret use --secret-file"};
}

}  // namespace

CLI::Option* add_password_option(CLI::App& command) {
  return add_text(command, "--password-file", "FILE",
                  "the password of an encrypted PEM; one newline at the file's end does not count");
}

key_options add_key_options(CLI::App& command) {
  CLI::Option* key = add_text(command, "--key", "FILE", "the key: a JWK, a JWK Set, PEM, DER or a certificate");
  CLI::Option* secret = add_text(command, "--secret-file", "FILE",
                                 "an HMAC secret instead: all bytes of the file, a newline at its end included");
  CLI::Option* password = add_password_option(command);
  key->excludes(secret);
  secret->excludes(password);
  return {key, secret, password};
}

key_file key_file::read(const std::string& path, const std::optional<std::string>& password_file) {
  file_contents contents = read_file(path);
  const format kind = format_of(path, contents);
  key_file file(kind, std::move(contents));
  if (password_file) file.password_ = read_file(*password_file);
  return file;
}

key_file key_file::from(const key_options& options) {
  if (const std::optional<std::string> path = text_of(options.key)) return read(*path, text_of(options.password_file));
  if (const std::optional<std::string> path = text_of(options.secret_file)) return {format::secret, read_file(*path)};
  wrong_usage("a key is needed: --key FILE or --secret-file FILE");
}

jot::jwk key_file::key() const {
  switch (format_) {
    case format::jwk:
      return or_unusable(jot::jwk::parse(text()));
    case format::pem:
      return or_unusable(jot::jwk::from_pem(text(), password_ ? password_->line() : std::string_view()));
    case format::certificate:
      if (text().find("-----BEGIN") != std::string_view::npos) return or_unusable(jot::jwk::from_pem(text()));
      return or_unusable(jot::jwk::from_der(bytes()));
    case format::der:
      return or_unusable(jot::jwk::from_der(bytes()));
    case format::secret:
      return or_unusable(jot::jwk::from_secret(bytes()));
    case format::jwk_set:
      break;
  }
  fail_unusable(
      jot::error(jot::errc::invalid_key, "a JWK Set does not say which of its keys to use; pass a single JWK"));
}

std::vector<jot::jwk> key_file::keys() const {
  if (format_ != format::jwk_set) return {key()};
  static_cast<void>(or_unusable(jot::jwk_set::parse(text(), all_algorithms())));
  std::vector<jot::jwk> out;
  for (jot::result<jot::jwk>& member : members_of_set(text())) out.push_back(or_unusable(std::move(member)));
  return out;
}

jot::secret_bytes der_of_pem(std::string_view pem, std::string_view label) {
  const std::string begin = "-----BEGIN " + std::string(label) + "-----";
  std::size_t start = pem.find(begin);
  if (start == std::string_view::npos) return {};
  start += begin.size();
  // The same in base64url without white space and padding; "\n" may be there literally.
  std::string text;
  text.reserve(pem.size());
  for (std::size_t i = start; i < pem.size() && pem[i] != '-'; ++i) {
    const char c = pem[i];
    if (c == '\\') {
      ++i;
    } else if (c > ' ' && c != '=') {
      text += c == '+' ? '-' : c == '/' ? '_' : c;
    }
  }
  jot::secret_bytes der(jot::base64url_decoded_size(text.size()));
  const bool ok = jot::base64url_decode_to(text, der.data()).ok;
  jot::wipe(text);
  return ok ? std::move(der) : jot::secret_bytes();
}

jot::algorithm_set all_algorithms() noexcept {
  jot::algorithm_set all;
  for (const jot::algorithm_facts& row : jot::algorithm_table) all.insert(row.id);
  return all;
}

jot::algorithm_set key_pair_algorithms() noexcept {
  jot::algorithm_set out;
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    if (row.key_type != jot::key_type::oct) out.insert(row.id);
  }
  return out;
}

std::vector<jot::algorithm> list_of(jot::algorithm_set algorithms) {
  std::vector<jot::algorithm> out;
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    if (algorithms.contains(row.id)) out.push_back(row.id);
  }
  return out;
}

std::string names_of(jot::algorithm_set algorithms) {
  std::string out;
  for (const jot::algorithm alg : list_of(algorithms)) {
    if (!out.empty()) out += ", ";
    out += name(alg);
  }
  return out.empty() ? "none" : out;
}

std::optional<jot::algorithm_set> algorithms_of(const CLI::Option* option) {
  const std::optional<std::string> names = text_of(option);
  if (!names) return std::nullopt;
  return or_unusable(jot::algorithm_set::parse(*names));
}

jot::result<jot::any_verification_key> public_half(const jot::jwk& key, jot::algorithm alg) {
  if (key.is_private() && key.key_type() != jot::key_type::oct) {
    // key_ops of a private key allow to sign, and say nothing of what its public half may do.
    if (const jot::result<jot::any_signing_key> pair = key.signing_key(alg)) return pair->verification_key();
  }
  return key.verification_key(alg);
}

jot::result<jot::algorithm_set> usable_algorithms(const jot::jwk& key) {
  jot::algorithm_set usable;
  std::optional<jot::error> reason;
  for (const jot::algorithm alg : list_of(all_algorithms())) {
    if (!fits(alg, key.key_type(), key.curve())) continue;
    if (const auto bound = public_half(key, alg)) {
      usable.insert(alg);
    } else if (const std::string_view by = bound.error().claim();
               !reason && by != "alg" && by != "use" && by != "key_ops") {
      reason = bound.error();
    }
  }
  if (usable.empty() && reason) return *reason;
  return usable;
}

jot::algorithm algorithm_named_in(const jot::jwk& key) {
  if (!key.alg()) fail_without_algorithm("the key");
  const std::optional<jot::algorithm> alg = jot::find_algorithm(*key.alg());
  if (!alg) {
    fail_unusable(jot::error(jot::errc::invalid_key, "alg", "the key is not for a signature algorithm"));
  }
  return *alg;
}

jot::algorithm sole_algorithm(const jot::jwk& key, std::optional<jot::algorithm_set> allowed) {
  if (key.alg()) return algorithm_named_in(key);
  const jot::algorithm_set fitting = or_unusable(usable_algorithms(key)) & allowed.value_or(all_algorithms());
  const std::vector<jot::algorithm> list = list_of(fitting);
  if (list.empty()) {
    fail_unusable(jot::error(jot::errc::key_mismatch, "the key cannot be used for any of the allowed algorithms"));
  }
  if (list.size() > 1) ask_for_algorithm(fitting);
  return list.front();
}

void fail_without_algorithm(const std::string& subject) {
  wrong_usage(subject + " has no alg: name the allowed algorithms with --alg");
}

jot::jwk_set verification_keys_of(key_file file, std::optional<jot::algorithm_set> allowed) {
  if (file.kind() == key_file::format::jwk_set) {
    return set_document::of_file(std::move(file)).keys(allowed, all_algorithms());
  }
  if (file.kind() == key_file::format::secret && !allowed) {
    wrong_usage("a raw secret needs --alg: HS256, HS384 or HS512");
  }
  const jot::jwk key = file.key();
  if (!allowed) {
    allowed = jot::algorithm_set{file.kind() == key_file::format::jwk ? algorithm_named_in(key)
                                                                      : sole_algorithm(key, std::nullopt)};
  }
  // An algorithm that this key cannot serve is as little allowed as one that --alg does not name.
  const jot::result<jot::algorithm_set> usable = usable_algorithms(key);
  const jot::algorithm_set fitting = usable ? *usable & *allowed : jot::algorithm_set();
  return or_verdict(jot::jwk_set::of(key, fitting.empty() ? *allowed : fitting));
}

jot::any_signing_key signing_key_of(const key_file& file, std::optional<jot::algorithm> alg) {
  if (file.kind() == key_file::format::secret && !alg) {
    wrong_usage("a raw secret needs --alg: HS256, HS384 or HS512");
  }
  const jot::jwk key = file.key();
  if (!alg) {
    alg = file.kind() == key_file::format::jwk ? algorithm_named_in(key) : sole_algorithm(key, std::nullopt);
  }
  return or_unusable(key.signing_key(*alg));
}

}  // namespace cli
