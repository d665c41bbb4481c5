// Many issuers at once: each with keys and rules of its own, chosen by the token's iss and then bound to it.
#pragma once

#include <jot/clock.hpp>
#include <jot/fwd.hpp>
#include <jot/jwt.hpp>
#include <jot/key_source.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

/// A table of issuers, each with its keys and rules.
///
/// The token's iss is read before anything is verified, and only chooses the row. The row's keys then verify the token,
/// and its rules require exactly that issuer. Keys of one issuer never verify tokens of another.
template <class Clock>
class issuers {
  static_assert(clock<Clock>, "jot::issuers: a clock models jot::clock");

 public:
  /// An empty table.
  explicit issuers(Clock clock = {}) : clock_(std::move(clock)) {}

  /// Adds an issuer, or replaces it. The rules' issuer is set to this one, whatever it was. Error:
  /// invalid_configuration for rules that contradict themselves or an empty name.
  result<void> add(std::string issuer, any_key_source keys, validation rules) {
    if (issuer.empty()) return error(errc::invalid_configuration, "issuer", "the name is empty");
    rules.issuer = issuer;
    if (const result<void> ok = detail::check_rules(rules); !ok) return ok;
    rows_.insert_or_assign(std::move(issuer), row{std::move(keys), std::move(rules)});
    return {};
  }

  /// Verifies a token of any issuer of the table. Errors: those of jot::verify; issuer_mismatch or missing_claim
  /// when the token's issuer is not in it.
  template <class Claims = no_claims>
  result<verified<Claims>> verify(std::string_view token) const {
    const result<std::string> iss = detail::read_unverified_issuer(token, limits);
    if (!iss) return iss.error();
    const auto found = rows_.find(*iss);
    if (found == rows_.end()) {
      return error(errc::issuer_mismatch, "iss", "the token is of an issuer that is not in the table");
    }
    return detail::token_access::make<verified, Claims>(
        detail::verify_token(token, detail::erase_key_source(found->second.keys), found->second.rules,
                             detail::erase_clock(clock_), nullptr));
  }

  /// How many issuers there are.
  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }

  /// The limits on a token while its iss is read; the row's own limits hold as well.
  token_limits limits = {};

 private:
  struct row {
    any_key_source keys;
    validation rules;
  };
  std::map<std::string, row, std::less<>> rows_;
  [[no_unique_address]] Clock clock_;
};

}}  // namespace jot::JOT_ABI
