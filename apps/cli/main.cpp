// jot-cli: makes keys, signs, verifies and looks at tokens and key files, converts and publishes keys. Exit 0: done, or
// the token is valid; 1: the token is rejected, or keys could not be fetched; 2: wrong usage or an unusable key.
// Whatever goes wrong is one line on stderr.
#include "command_line.hpp"

#include <jot/version.hpp>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>

namespace {

// A file's name may hold a line break; the answer is one line all the same.
int fail(int code, std::string line) {
  std::replace_if(line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
  std::fprintf(stderr, "%s\n", line.c_str());
  return code;
}

// Arguments that belong nowhere. They are not repeated, because one of them may be a secret.
int fail_extra(const std::vector<std::string>& extra) {
  const auto option = std::ranges::find_if(extra, [](const std::string& arg) { return arg.starts_with('-'); });
  if (option == extra.end()) return fail(cli::unusable, "usage: one argument too many");
  const std::string name = option->substr(0, option->find('='));
  for (const char* word : {"secret", "password", "passphrase", "pass"}) {
    if (name == std::string("--") + word) {
      return fail(cli::unusable, "usage: there is no " + name +
                                     ": every user of the machine can read a command line; put it into a file "
                                     "(--secret-file, --password-file)");
    }
  }
  return fail(cli::unusable, "usage: there is no option " + name.substr(0, name.starts_with("--") ? name.size() : 2));
}

// CLI11 reads the next argument as the value of `--name=`; here it is the empty text, as everywhere else.
std::vector<std::string> arguments(int argc, char** argv) {
  std::vector<std::string> out;
  bool options = true;
  for (int i = 1; i < argc; ++i) {
    std::string arg = argv[i];
    options = options && arg != "--";
    const bool empty_value = options && arg.starts_with("--") && arg.find('=') == arg.size() - 1;
    if (empty_value) arg.pop_back();
    out.push_back(std::move(arg));
    if (empty_value) out.emplace_back();
  }
  std::ranges::reverse(out);
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("JSON Web Tokens and their keys (RFC 7515 to 7519), from the command line.", "jot-cli");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::to_string(jot::version_major) + '.' + std::to_string(jot::version_minor) +
                                        '.' + std::to_string(jot::version_patch));
  app.footer(
      "Exit status: 0 done, or the token is valid; 1 the token is rejected, or keys could not be fetched;\n"
      "2 wrong usage or unusable key.\n"
      "Secrets and passwords are read from files, never from arguments, which every user of the machine can see.\n"
      "Each subcommand has its own --help, with examples.");
  cli::add_keygen(app);
  cli::add_sign(app);
  cli::add_verify(app);
  cli::add_explain(app);
  cli::add_decode(app);
  cli::add_inspect(app);
  cli::add_convert(app);
  cli::add_jwks(app);

  try {
    app.parse(arguments(argc, argv));
    return cli::success;
  } catch (const cli::failure& f) {
    return f.line.empty() ? f.code : fail(f.code, f.line);
  } catch (const CLI::ExtrasError&) {
    return fail_extra(app.remaining(true));
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);
    return fail(cli::unusable, std::string("usage: ") + e.what() + " (see --help)");
  } catch (const std::exception& e) {
    return fail(cli::unusable, std::string("failed: ") + e.what());
  }
}
