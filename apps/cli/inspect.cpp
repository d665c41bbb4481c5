// jot-cli inspect: what a key file holds, what its keys can be used for, and what is wrong with it.
#include "key_file.hpp"
#include "report.hpp"
#include "set_document.hpp"

#include <jot/x509.hpp>

#include <openssl/x509.h>

#include <array>
#include <ctime>
#include <memory>

namespace cli {
namespace {

void describe(report& out, const jot::jwk& key, jot::algorithm_set algorithms) {
  const bool secret = key.key_type() == jot::key_type::oct;
  out.line("type", std::string(type_name(key.key_type())) + (secret ? " (an HMAC secret)" : ""));
  if (key.curve() != jot::curve::none) out.line("curve", jot::facts(key.curve()).name);
  out.line("size", std::to_string(key.bits()) + " bits");
  out.line("private", key.is_private() ? "yes: anyone who can read this file can sign" : "no");
  out.line("algorithms", names_of(algorithms));
  out.line("thumbprint", key.thumbprint());
  out.quoted("kid", key.kid());
  out.quoted("alg", key.alg());
  out.quoted("use", key.use());
}

// A set may hold keys that cannot be used here; it is bad when it holds no others.
void describe_set(report& out, const key_file& file) {
  static_cast<void>(or_unusable(jot::jwk_set::parse(file.text(), all_algorithms())));
  const std::vector<jot::result<jot::jwk>> members = members_of_set(file.text());
  out.line("keys", std::to_string(members.size()));
  jot::error reason(jot::errc::invalid_key, "the set has no key");
  bool good = false;
  for (std::size_t i = 0; i < members.size(); ++i) {
    out.gap();
    out.line("key", std::to_string(i));
    const jot::result<jot::algorithm_set> algorithms = members[i] ? usable_algorithms(*members[i]) : members[i].error();
    if (algorithms) {
      describe(out, *members[i], *algorithms);
      good = true;
    } else {
      reason = algorithms.error();
      out.line("unusable", std::string(name(reason.code())) + ": " + reason.message());
    }
  }
  if (!good) fail_unusable(reason);
}

std::string utc(const ASN1_TIME* time) {
  std::tm broken_down{};
  std::array<char, 32> text{};
  if (ASN1_TIME_to_tm(time, &broken_down) != 1) return "unreadable";
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &broken_down)};
}

void describe_validity(report& out, jot::bytes_view der) {
  const unsigned char* p = der.data();
  const std::unique_ptr<X509, void (*)(X509*)> x509(d2i_X509(nullptr, &p, static_cast<long>(der.size())), X509_free);
  if (x509 == nullptr) return;
  const ASN1_TIME* const from = X509_get0_notBefore(x509.get());
  const ASN1_TIME* const until = X509_get0_notAfter(x509.get());
  out.line("not before", utc(from) + (X509_cmp_time(from, nullptr) > 0 ? " (not yet valid)" : ""));
  out.line("not after", utc(until) + (X509_cmp_time(until, nullptr) < 0 ? " (expired)" : ""));
}

void describe_certificate(report& out, const key_file& file) {
  const bool is_pem = file.text().find("-----BEGIN") != std::string_view::npos;
  out.line("format", is_pem ? "certificate (PEM)" : "certificate (DER)");
  const jot::secret_bytes decoded = is_pem ? der_of_pem(file.text(), "CERTIFICATE") : jot::secret_bytes(file.bytes());
  const jot::certificate certificate = or_unusable(jot::certificate::from_der(decoded.view()));
  out.line("subject", certificate.subject());
  describe_validity(out, decoded.view());
  out.line("x5t#S256", certificate.thumbprint());
  if (!is_pem) return;
  const std::size_t others = or_unusable(jot::certificate::all_from_pem(file.text())).size() - 1;
  if (others != 0) out.line("chain", "and " + std::to_string(others) + " more, of which nothing is said here");
}

std::string_view format_name(key_file::format kind) {
  switch (kind) {
    case key_file::format::jwk:
      return "JWK";
    case key_file::format::jwk_set:
      return "JWK Set";
    case key_file::format::pem:
      return "PEM";
    case key_file::format::der:
      return "DER";
    case key_file::format::certificate:
      return "certificate";
    case key_file::format::secret:
      return "raw secret";
  }
  return "unknown";
}

void inspect(const key_options& options) {
  const key_file file = key_file::from(options);
  report out;
  if (file.kind() == key_file::format::jwk_set) {
    out.line("format", format_name(file.kind()));
    describe_set(out, file);
  } else {
    const jot::jwk key = file.key();
    if (file.kind() == key_file::format::certificate) {
      describe_certificate(out, file);
    } else {
      out.line("format", format_name(file.kind()));
    }
    describe(out, key, or_unusable(usable_algorithms(key)));
  }
  print(out.text());
}

}  // namespace

void add_inspect(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("inspect", "Show what a key file holds, or what is wrong with it");
  CLI::Option* path = add_text(command, "KEYFILE", "", "a JWK, a JWK Set, PEM, DER or a certificate");
  CLI::Option* secret = add_text(command, "--secret-file", "FILE", "look at a raw HMAC secret instead");
  CLI::Option* password = add_password_option(command);
  path->excludes(secret);
  command.footer(
      "Prints type, curve, size, whether it is private, the algorithms it can serve and its thumbprint (RFC 7638),\n"
      "which is the same for a key in any form; of a certificate its subject, validity and x5t#S256 as well. That a\n"
      "certificate is there proves nothing: no chain is checked.\n"
      "Exit status: 0 the file is good; 2 it is not, and one line on stderr says what is wrong.\n"
      "\n"
      "Example:\n"
      "  jot-cli inspect public.jwk");
  command.callback([path, secret, password] { inspect({path, secret, password}); });
}

}  // namespace cli
