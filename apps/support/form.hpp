// application/x-www-form-urlencoded, read strictly: what a lenient reader would guess at is reported instead.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace example {

/// The parameters of a form or of a query, decoded, in the order sent.
class form {
 public:
  /// Reads the text. When `problem` is set afterwards it is a sentence for the sender (fixed text, nothing of the
  /// input in it), and the form is empty.
  [[nodiscard]] static form parse(std::string_view text, std::string_view& problem);

  /// How many parameters have this name.
  [[nodiscard]] std::size_t count(std::string_view name) const noexcept;

  /// The first parameter of this name; one without a value is the same as none (RFC 6749 §3.1).
  [[nodiscard]] std::optional<std::string_view> value(std::string_view name) const noexcept;

 private:
  struct parameter {
    std::string name;
    std::string value;
  };
  std::vector<parameter> parameters_;
};

}  // namespace example
