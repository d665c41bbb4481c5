// jot-cli inspect: what a key file holds, what its keys can be used for, and what is wrong with it.
#include "key_file.hpp"

#include <jot/jwk.hpp>

#include <nlohmann/json.hpp>

namespace cli {
namespace {

std::string_view type_name(jot::key_type type) {
  switch (type) {
    case jot::key_type::oct:
      return "oct (an HMAC secret)";
    case jot::key_type::rsa:
      return "RSA";
    case jot::key_type::ec:
      return "EC";
    case jot::key_type::okp:
      return "OKP";
  }
  return "unknown";
}

class report {
 public:
  void line(std::string_view label, std::string_view value) {
    if (!text_.empty()) text_ += '\n';
    text_ += label;
    text_ += ':';
    text_.append(label.size() < 12 ? 12 - label.size() : 1, ' ');
    text_ += value;
  }
  // What stands in the file is quoted, so that it cannot pass for a line of the report.
  void quoted(std::string_view label, const std::optional<std::string>& value) {
    if (value) line(label, nlohmann::json(*value).dump());
  }
  void gap() { text_ += '\n'; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

void describe(report& out, const jot::jwk& key, bool is_private, jot::algorithm_set algorithms) {
  out.line("type", type_name(key.key_type()));
  if (key.curve() != jot::curve::none) out.line("curve", jot::facts(key.curve()).name);
  out.line("size", std::to_string(key.bits()) + " bits");
  out.line("private", is_private ? "yes: whoever reads this file can sign" : "no");
  out.line("algorithms", names_of(algorithms));
  out.line("thumbprint", key.thumbprint());
}

// What the JWK says of itself, less what its size forbids; none at all is no fault where use or key_ops say so.
jot::result<jot::algorithm_set> usable_algorithms(const jot::jwk& key) {
  jot::algorithm_set usable;
  std::optional<jot::error> reason;
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    if (!key.verifies().contains(row.id)) continue;
    if (const auto bound = key.verification_key(row.id)) {
      usable.insert(row.id);
    } else if (!reason) {
      reason = bound.error();
    }
  }
  if (usable.empty() && reason) return *reason;
  return usable;
}

void describe_jwk(report& out, const jot::jwk& key, jot::algorithm_set algorithms) {
  describe(out, key, key.is_private(), algorithms);
  out.quoted("kid", key.kid());
  out.quoted("alg", key.alg());
  out.quoted("use", key.use());
}

void describe_other(report& out, const key_file& file) {
  if (const auto pairs = file.signing_keys(all_algorithms())) {
    describe(out, jot::jwk::from_private(pairs->front()), true, algorithms_of(*pairs));
    return;
  }
  const auto keys = or_unusable(file.verification_keys(all_algorithms()));
  describe(out, or_unusable(jot::jwk::from_public(keys.front())), false, algorithms_of(keys));
}

// A set may hold keys that nobody here can use; it is bad when it holds no other.
void describe_set(report& out, const key_file& file) {
  const std::vector<std::string> members = file.members();
  out.line("keys", std::to_string(members.size()));
  jot::error reason(jot::errc::invalid_key, "the set has no key");
  bool good = false;
  for (std::size_t i = 0; i < members.size(); ++i) {
    out.gap();
    out.line("key", std::to_string(i));
    const jot::result<jot::jwk> key = jot::jwk::parse(members[i]);
    const jot::result<jot::algorithm_set> algorithms = key ? usable_algorithms(*key) : key.error();
    if (algorithms) {
      describe_jwk(out, *key, *algorithms);
      good = true;
    } else {
      reason = algorithms.error();
      out.line("unusable", std::string(name(reason.code())) + ": " + reason.message());
    }
  }
  if (!good) fail_unusable(reason);
}

void inspect(const CLI::Option* path, const CLI::Option* secret_file, const CLI::Option* password_file) {
  const key_file file = key_file::from({.key = path, .secret_file = secret_file, .password_file = password_file});
  report out;
  switch (file.kind()) {
    case key_file::format::jwk: {
      const jot::jwk key = file.as_jwk();
      out.line("format", "JWK");
      describe_jwk(out, key, or_unusable(usable_algorithms(key)));
      break;
    }
    case key_file::format::jwk_set:
      out.line("format", "JWK Set");
      describe_set(out, file);
      break;
    case key_file::format::pem:
      out.line("format", "PEM");
      describe_other(out, file);
      break;
    case key_file::format::der:
      out.line("format", "DER");
      describe_other(out, file);
      break;
    case key_file::format::secret:
      out.line("format", "raw secret");
      describe_other(out, file);
      break;
  }
  print(out.text());
}

}  // namespace

void add_inspect(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("inspect", "Show what a key file holds, or what is wrong with it");
  CLI::Option* path = add_text(command, "KEYFILE", "", "a JWK, a JWK Set, PEM or DER");
  CLI::Option* secret = add_text(command, "--secret-file", "FILE", "look at a raw HMAC secret instead");
  CLI::Option* password = add_text(command, "--password-file", "FILE", "the password of an encrypted PEM");
  path->excludes(secret);
  command.footer(
      "Prints type, curve, size, whether it is private, the algorithms it can serve and its thumbprint (RFC 7638).\n"
      "Exit status: 0 the file is good; 2 it is not, and one line on stderr says what is wrong.\n"
      "\n"
      "Example:\n"
      "  jot-cli inspect public.jwk");
  command.callback([path, secret, password] { inspect(path, secret, password); });
}

}  // namespace cli
