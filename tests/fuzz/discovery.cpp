// Discovery documents, URLs and Cache-Control headers of strangers: a document is that of the issuer asked for and
// names keys that may be fetched, a URL is judged as an independent reader judges it, a lifetime is never negative but
// for -1.
#include "fuzz.hpp"
#include "json_oracle.hpp"

#include <jot/discovery.hpp>
#include <jot/impl/remote/cache_control.hpp>

namespace jot_fuzz::discovery { namespace {

constexpr std::string_view issuer = "https://id.example/tenant";

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  int dots = 0;
  for (const char c : host) {
    if (c != '.' && (c < '0' || c > '9')) return false;
    dots += c == '.' ? 1 : 0;
  }
  return host.starts_with("127.") && dots == 3;
}

bool may_be_fetched(std::string_view url, bool allow_http) {
  if (url.size() > 2048) return false;
  for (const char c : url) {
    if (c <= ' ' || c > '~' || c == '#') return false;
  }
  const std::size_t slashes = url.find("://");
  if (slashes == std::string_view::npos) return false;
  const std::string_view scheme = url.substr(0, slashes);
  if (scheme != "https" && scheme != "http") return false;
  std::string_view authority = url.substr(slashes + 3);
  authority = authority.substr(0, authority.find_first_of("/?"));
  if (authority.find('@') != std::string_view::npos) return false;
  const std::string_view host = authority.substr(
      0, authority.find(']') != std::string_view::npos ? authority.find(']') + 1 : authority.find(':'));
  return !host.empty() && (scheme == "https" || allow_http || is_loopback(host));
}

void check_url(std::string_view url) {
  for (const bool allow_http : {false, true}) {
    const jot::url_policy policy{.allow_http = allow_http};
    const bool may = may_be_fetched(url, allow_http);
    require(jot::detail::check_url(url, policy).has_value() == may, "a URL is judged alike by two readers", url);
    for (const auto kind :
         {jot::discovery_document::openid_configuration, jot::discovery_document::oauth_authorization_server}) {
      const auto document = jot::discovery_url(url, kind, policy);
      // The document's URL is longer than the issuer's, and must fit too.
      const bool is_issuer = may && url.find('?') == std::string_view::npos;
      require(document ? is_issuer : !is_issuer || url.size() > 2000, "an issuer is a URL", url);
      if (document) require(may_be_fetched(*document, allow_http), "the document's URL may be fetched", *document);
    }
  }
}

void check_metadata(std::string_view text) {
  const auto metadata = jot::parse_metadata(text, issuer);
  if (!metadata) {
    require(!metadata.error().message().empty(), "a refusal says why", text);
    return;
  }
  require(!may_be_walked(text) || is_strict_json(text, {}), "a discovery document is strict JSON", text);
  const nlohmann::json document = nlohmann::json::parse(text);
  require(document.at("issuer") == issuer && metadata->issuer == issuer, "the document is the issuer's own", text);
  require(document.at("jwks_uri") == metadata->jwks_uri && may_be_fetched(metadata->jwks_uri, false),
          "the keys are at a URL that may be fetched", text);
}

void check_max_age(std::string_view header) {
  const auto age = jot::detail::max_age_of(header).count();
  require(age >= -1 && age <= 4'294'967'295, "a lifetime fits 32 bits", header);
  std::string lower(header);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const bool says_nothing = lower.find("max-age=") == std::string::npos && lower.find("no-") == std::string::npos;
  require(!says_nothing || age == -1, "where nothing is said there is no lifetime", header);
  const std::string before = "no-store," + std::string(header);
  const std::string behind = std::string(header) + ",No-Cache";
  require(jot::detail::max_age_of(before).count() == 0 && jot::detail::max_age_of(behind).count() == 0,
          "what must not be stored has no lifetime", header);
}

void run(input data) {
  const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
  check_url(text);
  check_url("https://" + std::string(text));
  check_url("http://127." + std::string(text));
  check_max_age(text);
  check_metadata(text);
}

std::vector<std::string> seeds(const vector_seeds&) {
  return {R"({"issuer":"https://id.example/tenant","jwks_uri":"https://id.example/keys","token_endpoint":"x"})",
          R"({"issuer":"https://id.example/tenant/","jwks_uri":"https://id.example/keys"})",
          R"({"issuer":"https://id.example/tenant","jwks_uri":"http://id.example/keys"})",
          R"({"issuer":"https://id.example/{tenant}","jwks_uri":"https://user@id.example/keys"})",
          R"({"issuer":"HTTPS://id.example/tenant","jwks_uri":1})",
          "max-age=600, public",
          "public, MAX-AGE=31536000 , must-revalidate",
          "no-store",
          "max-age=4294967296",
          "max-age=-1,max-age=+1,max-age=1 2",
          "https://id.example:8443/a/b?c=d#e",
          "http://localhost:8080",
          "http://[::1]:80/",
          "http://127.0.0.1.example/",
          "id.example@evil.example/",
          "0.0.1:8080/x",
          "https://[::1",
          "https://" + std::string(2036, 'h'),
          "https://" + std::string(2000, 'h'),
          ""};
}

const registration registered({"discovery", run, seeds});

}}  // namespace jot_fuzz::discovery
