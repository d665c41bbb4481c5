// Tokens with several faults, judged and explained: the explanation ends with verify's verdict, its failed checks have
// verify's error among them, and no byte of the token reaches a terminal.
#include "claims_model.hpp"
#include "keys.hpp"

#include <jot/explain.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace jot_fuzz::explain { namespace {

std::string said(const jot::error& e) { return std::string(jot::name(e.code())) + ": " + e.message(); }

std::string some_header(reader& in, const rules_model& model) {
  static constexpr std::array<std::string_view, 16> more{"",
                                                         "",
                                                         "",
                                                         "",
                                                         R"(,"kid":"HS256")",
                                                         R"(,"kid":7)",
                                                         R"(,"cty":{})",
                                                         R"(,"crit":[])",
                                                         R"(,"crit":["x"],"x":1)",
                                                         R"(,"crit":["\u0078"],"\u0078":1)",
                                                         R"(,"crit":7)",
                                                         R"(,"crit":["y"])",
                                                         R"(,"b64":false)",
                                                         R"(,"typ":7)",
                                                         R"(,"alg":"HS256")",
                                                         R"(,"\u001b":[1,2])"};
  static constexpr std::array<std::string_view, 8> algorithms{
      R"("HS256")", R"("HS256")", R"("HS256")", R"("HS256")", R"("HS384")", R"("none")", "7", R"("\u0048S256")"};
  std::string out = "{\"alg\":" + std::string(algorithms[in.byte() % algorithms.size()]);
  const std::string_view first = more[in.byte() % more.size()];
  if (model.typ && first.find("typ") == std::string_view::npos) out += R"(,"typ":")" + *model.typ + "\"";
  return out.append(first).append(more[in.byte() % 4 == 0 ? in.byte() % more.size() : 0]) + "}";
}

std::string edited(std::string token, reader& in) {
  const std::size_t at = token.empty() ? 0 : in.two_bytes() % token.size();
  switch (in.below(5)) {
    case 0:
      token.erase(at, 1 + in.byte());
      break;
    case 1:
      token.insert(at, in.text(in.below(8)));
      break;
    case 2:
      token.resize(token.rfind('.') == std::string::npos ? 0 : token.rfind('.'));
      break;
    case 3:
      if (!token.empty()) token[at] = static_cast<char>(in.byte());
      break;
    default:
      token += in.rest();
      break;
  }
  return token;
}

void run(input data) {
  reader in(data);
  rules_model model = some_rules(in);
  if (in.flag()) model.rules.understood_critical = {"x"};
  if (in.below(8) == 1) model.rules.equal = {{"x", some_name(in)}, {"/aud/0", jot::contains(1)}};
  if (in.below(8) == 1) model.rules.limits.header_bytes = in.byte();
  const claims_model claims = some_claims(in, model.now);
  std::string token = signed_token(some_header(in, model), claims.json(), key_for(jot::algorithm::hs256));
  for (unsigned edits = in.below(4); edits > 1; --edits) token = edited(std::move(token), in);
  const jot::fixed_clock clock{std::chrono::sys_seconds(std::chrono::seconds(model.now))};
  const jot::any_verification_key key = key_for(jot::algorithm::hs256).verification_key();

  const auto verified = jot::verify(token, key, model.rules, clock);
  const jot::explanation out = jot::explain(token, key, model.rules, clock, {.values = in.flag()});
  require(out.verdict.has_value() == verified.has_value(), "an explanation ends with verify's verdict", token);
  const auto has_failed = [](const jot::explained_check& each) { return each.outcome == jot::check_outcome::failed; };
  require(std::ranges::any_of(out.checks, has_failed) == !verified, "what is refused has failed a check", token);
  if (!verified) {
    const std::string error = said(verified.error());
    require(said(out.verdict.error()) == error, "an explanation has verify's error", token);
    require(std::ranges::any_of(out.checks, [&](const auto& each) { return each.error && said(*each.error) == error; }),
            "verify's error is that of a failed check", token);
  }
  const std::string text = out.to_text();
  require(std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7F); }),
          "an explanation is plain ASCII", token);
  require(nlohmann::json::accept(out.to_json()), "an explanation is JSON", token);
}

std::vector<std::string> seeds(const vector_seeds&) { return random_scripts(300, 200); }

const registration registered({"explain", run, seeds});

}}  // namespace jot_fuzz::explain
