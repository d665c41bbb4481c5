// Lines and tables about keys, for people. Text from a file or from the web is quoted, so that it cannot pass for a
// line of the report.
#pragma once

#include <jot/jwk.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

[[nodiscard]] std::string quote(std::string_view text);

/// "RSA", "EC", "OKP", "oct".
[[nodiscard]] std::string_view type_name(jot::key_type type) noexcept;

/// Lines of "label:  value".
class report {
 public:
  void line(std::string_view label, std::string_view value);
  void quoted(std::string_view label, const std::optional<std::string>& value);
  void gap() { text_ += '\n'; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

/// Rows of cells, in columns as wide as they must be.
class table {
 public:
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace cli
