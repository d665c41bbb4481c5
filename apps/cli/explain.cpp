// jot-cli explain: every check of a token, for finding out why it is rejected; the exit status is that of verify.
#include "verification.hpp"

#include <jot/explain.hpp>

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace cli {
namespace {

// Colors are for a terminal whose user has not switched them off (no-color.org).
bool shows_colors() {
  const char* const none = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool is_off = (none != nullptr && *none != '\0') || terminal == nullptr || std::string_view(terminal) == "dumb";
  return !is_off && ::isatty(STDOUT_FILENO) != 0;
}

void explain(const verification_options& options, const CLI::Option* json, const CLI::Option* values) {
  const bool as_json = is_on(json);
  const jot::explain_options shown{.values = is_on(values)};
  const verification asked = read_verification(options);
  const jot::explanation found = jot::explain(asked.token, asked.keys, asked.rules, asked.clock, shown);
  if (found.verdict || found.verdict.error().category() != jot::category::misuse) {
    write({}, as_json ? found.to_json() : found.to_text({.colors = shows_colors()}), readers::everybody,
          as_json ? "\n" : "");
  }
  if (found.verdict) return;
  if (found.verdict.error().category() == jot::category::misuse) fail_unusable(found.verdict.error());
  throw failure{rejected, {}};
}

}  // namespace

void add_explain(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("explain", "Show every check of a token, and why it is rejected");
  const verification_options options = add_verification_options(command);
  const CLI::Option* json = add_switch(command, "--json", "print the explanation as one line of JSON");
  const CLI::Option* values =
      add_switch(command, "--values", "show what the token says: dates, values, header and payload");
  command.footer(
      "Prints a table of the checks in the order of verify, what is found and expected, the errors with their fixes,\n"
      "and the verdict. The token is decoded as far as it can be, whatever is wrong with it. Without --values no "
      "value\n"
      "of the token is shown; its signature and the keys never are. Colors are for terminals; NO_COLOR switches them\n"
      "off.\n"
      "\n" +
      std::string(verification_help) +
      "Exit status, as of verify: 0 valid; 1 rejected; 2 wrong usage or unusable key, one line on stderr.\n"
      "\n"
      "Examples:\n"
      "  jot-cli explain --key public.jwk --iss https://id.example --aud api --values eyJhbGciOi...\n"
      "  jot-cli explain --issuer https://id.example --aud api --json - < token.txt");
  command.callback([options, json, values] { explain(options, json, values); });
}

}  // namespace cli
