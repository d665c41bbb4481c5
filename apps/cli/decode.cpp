// jot-cli decode: what a token says, for looking at it; nothing is verified.
#include "command_line.hpp"

#include <jot/jwt.hpp>

#include <cstdio>
#include <nlohmann/json.hpp>

namespace cli {
namespace {

void decode(const CLI::Option* argument) {
  const std::string token = argument_or_stdin(argument, jot::token_limits{}.token_bytes);
  const jot::unsafe::decoded<> decoded = or_verdict(jot::unsafe::decode(token));
  const nlohmann::ordered_json document{
      {"header", nlohmann::ordered_json::parse(decoded.header().text)},
      {"payload", nlohmann::ordered_json::parse(decoded.registered().text)},
  };
  std::fputs("not verified: anyone may have written this token\n", stderr);
  print(document.dump(2));
}

}  // namespace

void add_decode(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("decode", "Show what a token says, without verifying anything");
  const CLI::Option* token =
      add_text(command, "TOKEN", "", "the token, or - for standard input, which is also the default");
  command.footer(
      "Prints {\"header\": ..., \"payload\": ...} as JSON. It proves nothing: use verify for that.\n"
      "Exit status: 0 shown; 1 not a token, `CODE: message` on stderr.\n"
      "\n"
      "Example:\n"
      "  jot-cli decode eyJhbGciOi... | jq .payload.exp");
  command.callback([token] { decode(token); });
}

}  // namespace cli
