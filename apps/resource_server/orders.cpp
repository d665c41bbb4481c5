// See orders.hpp.
#include "orders.hpp"

#include "support/refusal.hpp"

#include <nlohmann/json.hpp>

namespace orders {
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t most_orders = 1000;
constexpr std::size_t longest_item = 200;

http::response for_the_bearer(http::response answer, const access_token& token) {
  // What only the bearer may see no cache may keep for others (RFC 6750 §5.3).
  answer.fields.emplace_back("Cache-Control", "no-store");
  answer.user = *token.registered().sub;
  return answer;
}

}  // namespace

http::response order_book::list(const access_token& token) const {
  json own = json::array();
  for (const order& one : orders_) {
    if (one.owner == *token.registered().sub) own.push_back({{"number", one.number}, {"item", one.item}});
  }
  return for_the_bearer({.body = own.dump()}, token);
}

http::response order_book::add(const access_token& token, std::string_view body) {
  const json asked = json::parse(body, nullptr, false);
  const auto item = asked.is_object() ? asked.find("item") : asked.end();
  if (!asked.is_object() || item == asked.end() || !item->is_string() ||
      item->get_ref<const std::string&>().size() > longest_item) {
    return for_the_bearer(
        {.status = 400, .body = example::error_body("invalid_order", R"(send {"item": "at most 200 bytes"})")}, token);
  }
  if (orders_.size() == most_orders) orders_.pop_front();
  const order& added =
      orders_.emplace_back(order{++last_number_, std::string(*token.registered().sub), item->get<std::string>()});
  const json answer = {{"number", added.number}, {"item", added.item}};
  return for_the_bearer({.status = 201, .body = answer.dump()}, token);
}

}  // namespace orders
