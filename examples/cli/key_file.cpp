// Finding out what a key file holds, and which algorithm its key has.
#include "key_file.hpp"

#include <jot/jwk.hpp>

#include <nlohmann/json.hpp>

namespace cli {
namespace {

// A broken file is a broken file for every algorithm, so its reason is the one to tell; that an algorithm does not fit
// is worth telling only when none does.
template <class Key, class Bind>
jot::result<std::vector<Key>> bind_each(jot::algorithm_set wanted, const Bind& bind) {
  std::vector<Key> keys;
  std::optional<jot::error> reason;
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    if (!wanted.contains(row.id)) continue;
    if (const jot::result<Key> key = bind(row.id)) {
      keys.push_back(*key);
    } else if (!reason || reason->code() == jot::errc::key_mismatch) {
      reason = key.error();
    }
  }
  if (keys.empty()) return *reason;
  return keys;
}

[[noreturn]] void ask_for_algorithm(jot::algorithm_set fitting) {
  wrong_usage("this key can serve " + names_of(fitting) + ": say which with --alg");
}

[[noreturn]] void fail_without_algorithm(const std::string& subject) {
  wrong_usage(subject + " has no alg: say with --alg which algorithms are allowed");
}

jot::algorithm algorithm_named_in(const jot::jwk& key) {
  if (!key.alg()) fail_without_algorithm("the key");
  const std::optional<jot::algorithm> alg = jot::find_algorithm(*key.alg());
  if (!alg) {
    fail_unusable(jot::error(jot::errc::invalid_key, "alg", "the key is for another algorithm than those for signing"));
  }
  return *alg;
}

// Every kind of key and certificate is a SEQUENCE in DER: its length is either in the long form, which is no text, or
// the file's own.
bool is_der_sequence(jot::bytes_view bytes) noexcept {
  return bytes.size() > 2 && bytes[0] == 0x30 && (bytes[1] >= 0x80 || bytes.size() == bytes[1] + 2U);
}

// The algorithms that the members of a set name themselves.
jot::algorithm_set algorithms_named_in(const key_file& file) {
  jot::algorithm_set named;
  for (const std::string& member : file.members()) {
    const jot::result<jot::jwk> key = jot::jwk::parse(member);
    if (!key || key->verifies().empty()) continue;
    if (!key->alg()) fail_without_algorithm("a key of the set");
    named.insert(algorithm_named_in(*key));
  }
  if (named.empty()) fail_unusable(jot::error(jot::errc::invalid_key, "the set has no key to verify signatures with"));
  return named;
}

}  // namespace

key_options add_key_options(CLI::App& command) {
  CLI::Option* key = add_text(command, "--key", "FILE", "the key: a JWK, a JWK Set, PEM or DER");
  CLI::Option* secret = add_text(command, "--secret-file", "FILE",
                                 "an HMAC secret instead: all bytes of the file, a newline at its end included");
  CLI::Option* password = add_text(command, "--password-file", "FILE",
                                   "the password of an encrypted PEM; one newline at the file's end does not count");
  key->excludes(secret);
  secret->excludes(password);
  return {key, secret, password};
}

key_file key_file::read(const std::string& path, const CLI::Option* password_file) {
  file_contents contents = read_file(path);
  const std::string_view text = contents.text();
  const auto kind = [&]() -> format {
    if (text.find("-----BEGIN") != std::string_view::npos) return format::pem;
    if (is_der_sequence(contents.bytes())) return format::der;
    const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
    if (document.is_object() && document.contains("keys") && !document.contains("kty")) return format::jwk_set;
    if (document.is_object() || text.find('{') != std::string_view::npos) return format::jwk;
    throw failure{unusable, "invalid_key: " + path +
                                " is no JWK, no JWK Set, no PEM and no DER; a raw secret goes to --secret-file"};
  }();
  key_file file(kind, std::move(contents));
  if (const std::optional<std::string> password = text_of(password_file)) file.password_ = read_file(*password);
  return file;
}

key_file key_file::read_secret(const std::string& path) { return key_file(format::secret, read_file(path)); }

key_file key_file::from(const key_options& options) {
  if (const std::optional<std::string> path = text_of(options.key)) return read(*path, options.password_file);
  if (const std::optional<std::string> path = text_of(options.secret_file)) return read_secret(*path);
  wrong_usage("a key is needed: --key FILE or --secret-file FILE");
}

std::string_view key_file::password() const noexcept { return password_ ? password_->line() : std::string_view(); }

jot::jwk key_file::as_jwk() const { return or_unusable(jot::jwk::parse(text())); }

std::vector<std::string> key_file::members() const {
  // jot's reader bounds the depth, which dump() needs.
  static_cast<void>(or_unusable(jot::jwk_set::parse(text(), all_algorithms())));
  std::vector<std::string> out;
  const nlohmann::json document = nlohmann::json::parse(text());
  for (const nlohmann::json& member : document.at("keys")) out.push_back(member.dump());
  return out;
}

jot::result<jot::any_verification_key> key_file::verification_key(jot::algorithm alg) const {
  if (format_ == format::secret) return jot::any_verification_key::from_secret(alg, contents_.bytes());
  jot::result<jot::any_verification_key> key = format_ == format::der
                                                   ? jot::any_verification_key::from_der(alg, contents_.bytes())
                                                   : jot::any_verification_key::from_pem(alg, text());
  if (key || key.error().code() != jot::errc::invalid_key) return key;
  const jot::result<jot::any_signing_key> pair = signing_key(alg);
  // Of a file that is neither, a private PEM's own reason ("wrong password") says more.
  if (!pair) return text().find("PRIVATE KEY") != std::string_view::npos ? pair.error() : key.error();
  return pair->verification_key();
}

jot::result<jot::any_signing_key> key_file::signing_key(jot::algorithm alg) const {
  if (format_ == format::secret) return jot::any_signing_key::from_secret(alg, contents_.bytes());
  if (format_ == format::der) return jot::any_signing_key::from_der(alg, contents_.bytes());
  return jot::any_signing_key::from_pem(alg, text(), password());
}

jot::result<std::vector<jot::any_verification_key>> key_file::verification_keys(jot::algorithm_set wanted) const {
  return bind_each<jot::any_verification_key>(wanted, [this](jot::algorithm alg) { return verification_key(alg); });
}

jot::result<std::vector<jot::any_signing_key>> key_file::signing_keys(jot::algorithm_set wanted) const {
  return bind_each<jot::any_signing_key>(wanted, [this](jot::algorithm alg) { return signing_key(alg); });
}

jot::algorithm_set all_algorithms() noexcept {
  jot::algorithm_set all;
  for (const jot::algorithm_facts& row : jot::algorithm_table) all.insert(row.id);
  return all;
}

std::string names_of(jot::algorithm_set algorithms) {
  std::string out;
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    if (!algorithms.contains(row.id)) continue;
    if (!out.empty()) out += ", ";
    out += row.name;
  }
  return out.empty() ? "none" : out;
}

jot::result<jot::key_candidates> single_key::find(const jot::key_query& query) const {
  jot::key_candidates found;
  for (const jot::any_verification_key& key : bound_) {
    if (key.alg() == query.alg) found.add(key);
  }
  if (found.size() != 0) return found;
  return jot::error(jot::errc::algorithm_not_allowed, "alg", "the token's algorithm is not one of those allowed");
}

verification_keys verification_keys_of(const key_file& file, std::optional<jot::algorithm_set> allowed) {
  switch (file.kind()) {
    case key_file::format::jwk: {
      const jot::jwk key = file.as_jwk();
      if (!allowed) allowed = jot::algorithm_set{algorithm_named_in(key)};
      return or_verdict(jot::jwk_set::of(key, *allowed));
    }
    case key_file::format::jwk_set: {
      if (!allowed) allowed = algorithms_named_in(file);
      jot::jwk_set set = or_unusable(jot::jwk_set::parse(file.text(), *allowed));
      if (set.size() == 0) {
        if (!set.skipped().empty()) fail_verdict(set.skipped().front().reason);
        fail_unusable(jot::error(jot::errc::invalid_key, "the set has no key"));
      }
      return set;
    }
    case key_file::format::secret:
      if (!allowed) wrong_usage("a raw secret needs --alg: HS256, HS384 or HS512");
      break;
    case key_file::format::pem:
    case key_file::format::der:
      break;
  }
  std::vector<jot::any_verification_key> keys = or_verdict(file.verification_keys(allowed.value_or(all_algorithms())));
  if (!allowed && keys.size() > 1) ask_for_algorithm(algorithms_of(keys));
  return single_key(std::move(keys));
}

jot::any_signing_key signing_key_of(const key_file& file, std::optional<jot::algorithm> alg) {
  switch (file.kind()) {
    case key_file::format::jwk: {
      const jot::jwk key = file.as_jwk();
      return or_unusable(key.signing_key(alg ? *alg : algorithm_named_in(key)));
    }
    case key_file::format::jwk_set:
      fail_unusable(jot::error(jot::errc::invalid_key, "a JWK Set does not say which key is to sign; give one JWK"));
    case key_file::format::secret:
      if (!alg) wrong_usage("a raw secret needs --alg: HS256, HS384 or HS512");
      break;
    case key_file::format::pem:
    case key_file::format::der:
      break;
  }
  const std::vector<jot::any_signing_key> keys =
      or_unusable(file.signing_keys(alg ? jot::algorithm_set{*alg} : all_algorithms()));
  if (keys.size() > 1) ask_for_algorithm(algorithms_of(keys));
  return keys.front();
}

}  // namespace cli
