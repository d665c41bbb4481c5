// Bodies of report.hpp.
#include "report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cli {

std::string quote(std::string_view text) {
  // ASCII alone: a terminal obeys more than control characters.
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string_view type_name(jot::key_type type) noexcept {
  switch (type) {
    case jot::key_type::oct:
      return "oct";
    case jot::key_type::rsa:
      return "RSA";
    case jot::key_type::ec:
      return "EC";
    case jot::key_type::okp:
      return "OKP";
  }
  return "unknown";
}

void report::line(std::string_view label, std::string_view value) {
  if (!text_.empty()) text_ += '\n';
  text_ += label;
  text_ += ':';
  text_.append(label.size() < 12 ? 12 - label.size() : 1, ' ');
  text_ += value;
}

void report::quoted(std::string_view label, const std::optional<std::string>& value) {
  if (value) line(label, quote(*value));
}

std::string table::text() const {
  std::vector<std::size_t> widths;
  for (const auto& cells : rows_) {
    widths.resize((std::max)(widths.size(), cells.size()), 0);
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = (std::max)(widths[i], cells[i].size());
  }
  std::string out;
  for (const auto& cells : rows_) {
    if (!out.empty()) out += '\n';
    for (std::size_t i = 0; i < cells.size(); ++i) {
      out += cells[i];
      if (i + 1 < cells.size()) out.append(widths[i] - cells[i].size() + 2, ' ');
    }
  }
  return out;
}

}  // namespace cli
