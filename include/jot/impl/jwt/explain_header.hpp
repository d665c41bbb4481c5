// Every fault of a header, where verifying ends at the first. Private: declared and defined here.
#pragma once

#include <jot/impl/jose/header.hpp>
#include <jot/impl/text/text_arena.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// What is found in a header that is an object. The faults of crit, which b64 is one of, are apart.
class header_faults final : public json_visitor {
 public:
  header_faults(std::string_view header, const header_rules& rules) : rules_(rules) {
    arena_.reserve(2 * header.size());
    header_ = arena_.keep(header);
    static_cast<void>(read_json_object(header_, rules.limits.json, errc::invalid_header, *this));
    end_member();
    if (has_crit_ && crit_.empty()) {
      if (const result<void> ok = check_critical(critical_, header_, rules_); !ok) crit_.push_back(ok.error());
    }
  }

  [[nodiscard]] const std::vector<error>& of_parameters() const noexcept { return parameters_; }
  [[nodiscard]] const std::vector<error>& of_crit() const noexcept { return crit_; }
  [[nodiscard]] bool is_faulty(std::string_view parameter) const {
    return std::ranges::any_of(parameters_, [&](const error& e) { return e.claim() == parameter; });
  }
  [[nodiscard]] bool has_alg() const noexcept { return has_alg_; }
  [[nodiscard]] bool has_crit() const noexcept { return has_crit_; }
  [[nodiscard]] const header_facts& facts() const noexcept { return facts_; }
  /// The value of alg, whatever it is; empty where it is not a string.
  [[nodiscard]] const std::string& alg() const noexcept { return alg_; }

 private:
  // A reader for each parameter, because one reader keeps its first failure alone.
  void on_member(std::string_view name, const json_value& value) override {
    end_member();
    reader_.emplace(header_, arena_, rules_, facts_);
    reader_->on_member(name, value);
    if (name == "alg" && value.kind == json_kind::string) alg_ = value.text;
  }
  void on_element(const json_value& value) override { reader_->on_element(value); }
  void end_member() {
    if (!reader_) return;
    has_alg_ = has_alg_ || reader_->has_alg();
    has_crit_ = has_crit_ || reader_->has_crit();
    critical_.insert(critical_.end(), reader_->critical().begin(), reader_->critical().end());
    if (const std::optional<error>& failure = reader_->failure()) {
      (failure->code() == errc::invalid_header ? parameters_ : crit_).push_back(*failure);
    }
    reader_.reset();
  }

  const header_rules& rules_;
  text_arena arena_;
  std::string_view header_;
  header_facts facts_;
  std::optional<header_reader> reader_;
  std::vector<std::string_view> critical_;
  std::vector<error> parameters_;
  std::vector<error> crit_;
  std::string alg_;
  bool has_alg_ = false;
  bool has_crit_ = false;
};

}}}  // namespace jot::JOT_ABI::detail
