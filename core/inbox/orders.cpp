// What contacts bought.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/inbox/contact_store.hpp"
#include "core/inbox/contacts_state.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::size_t kMostOrders = 200, kMostItems = 200, kLongestText = 300, kLongestUrl = 2000;

struct Order {
  std::string number, data;
  std::int64_t placed_ms = 0;
};

std::string member(const json::object& object, std::string_view key, std::size_t most = kLongestText) {
  std::string text = string_or(object, key, "");
  if (text.size() > most || !is_utf8(text))
    throw Error{Code::invalid,
                "an order's \"" + std::string{key} + "\" has at most " + std::to_string(most) + " bytes"};
  return text;
}

std::string address(const json::object& object, std::string_view key) {
  std::string url = member(object, key, kLongestUrl);
  if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
    throw Error{Code::invalid, "an order's \"" + std::string{key} + "\" begins with https://"};
  return url;
}

json::object total_of(const json::object& order) {
  const json::value* total = order.if_contains("total");
  if (total == nullptr || total->is_null()) return {};
  if (!total->is_object()) throw Error{Code::invalid, "an order's total is {\"amount\",\"currency\"}"};
  const json::value* amount = total->get_object().if_contains("amount");
  if (amount == nullptr || !(amount->is_number() || amount->is_string()))
    throw Error{Code::invalid, "an order's total is {\"amount\",\"currency\"}"};
  return {{"amount", *amount}, {"currency", member(total->get_object(), "currency", 10)}};
}

json::array items_of(const json::object& order) {
  json::array out;
  const json::value* items = order.if_contains("items");
  if (items == nullptr || items->is_null()) return out;
  if (!items->is_array() || items->get_array().size() > kMostItems)
    throw Error{Code::invalid, "an order has a list of at most 200 items"};
  for (const json::value& item : items->get_array()) {
    if (!item.is_object()) throw Error{Code::invalid, "an item is {\"sku\",\"name\",\"quantity\"}"};
    out.push_back(json::object{{"sku", member(item.get_object(), "sku")},
                               {"name", member(item.get_object(), "name")},
                               {"quantity", integer_or(item.get_object(), "quantity", 1)}});
  }
  return out;
}

Order read_order(const json::value& value) {
  if (!value.is_object()) throw Error{Code::invalid, "an order is an object with a \"number\""};
  const json::object& given = value.get_object();
  Order order;
  order.number = member(given, "number", 100);
  if (order.number.empty()) throw Error{Code::invalid, "an order has a \"number\""};
  const std::string placed = required_string(given, "placed_at");
  const auto time = from_iso_time(placed);
  if (!time) throw Error{Code::invalid, "an order's placed_at is a time like 2026-11-21T09:00:00Z"};
  order.placed_ms = *time;
  order.data = to_text(json::object{{"number", order.number},
                                    {"placed_at", iso_time(*time)},
                                    {"state", member(given, "state", 60)},
                                    {"total", total_of(given)},
                                    {"items", items_of(given)},
                                    {"tracking_url", address(given, "tracking_url")},
                                    {"url", address(given, "url")}});
  return order;
}

}  // namespace

void Contacts::put_orders(const Principal& by, const std::string& contact, const json::array& orders) {
  require_agent(by, "write what somebody ordered");
  if (orders.size() > kMostOrders) throw Error{Code::invalid, "at most 200 orders at a time"};
  std::vector<Order> checked;
  for (const json::value& one : orders) checked.push_back(read_order(one));
  state_->database.write("inbox.orders", [&](store::Write& db) {
    const std::string id = state_->get(db, by, contact).id;
    for (const Order& order : checked) put_order(db, id, order.number, order.placed_ms, order.data);
    tell_contact(db, "contact.updated", id, {{"orders_changed", true}});
  });
}

json::array Contacts::orders(const Principal& by, const std::string& contact, int limit) {
  json::array out;
  state_->database.read([&](store::Session& db) {
    for (const std::string& data :
         orders_of(db, family_of(db, state_->get(db, by, contact).id), std::clamp(limit, 1, 1000)))
      out.push_back(parse_json(data, "an order"));
  });
  return out;
}

}  // namespace patchbay::inbox
