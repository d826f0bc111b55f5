#include "webhook_store.hpp"

namespace patchbay::webhooks {
namespace {

constexpr int kAtOnce = 200;

Delivery read(const Stored& item) {
  return delivery_of(item.id, item.rev, read_object(item.doc));
}

json::array condition(std::string_view field, std::string_view op, json::value value) {
  return {field, op, std::move(value)};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> WebhookStore::collections() {
  return {
      {"endpoints", R"({"version":1,"indexes":[]})"},
      {"deliveries",
       R"({"version":1,"indexes":[{"field":"/created","type":"integer"},{"field":"/endpoint"},{"field":"/state"},)"
       R"({"field":"/lane"},{"field":"/order","type":"integer"}]})"}};
}

std::vector<Endpoint> WebhookStore::endpoints() const {
  std::vector<Endpoint> endpoints;
  host_.store().each(kSelf, "endpoints", "{}", [&endpoints](const Stored& item) {
    endpoints.push_back(endpoint_of(item.id, item.rev, read_object(item.doc)));
  });
  return endpoints;
}

Endpoint WebhookStore::put(Endpoint endpoint) const {
  endpoint.rev =
      host_.store().put(kSelf, "endpoints", endpoint.id, to_text(to_document(endpoint)), endpoint.rev).rev;
  return endpoint;
}

void WebhookStore::remove_endpoint(std::string_view id) const {
  host_.store().remove(kSelf, "endpoints", id);
}

std::optional<Delivery> WebhookStore::delivery(std::string_view id) const {
  const auto found = host_.store().get(kSelf, "deliveries", id);
  return found ? std::optional{read(*found)} : std::nullopt;
}

bool WebhookStore::put(const Delivery& delivery) const {
  try {
    host_.store().put(kSelf, "deliveries", delivery.id, to_text(to_document(delivery)), delivery.rev);
    return true;
  } catch (const Failure& failure) {
    if (failure.status() != PBAY_E_CONFLICT && failure.status() != PBAY_E_NOT_FOUND) throw;
    return false;
  }
}

void WebhookStore::add(const std::vector<Delivery>& deliveries) const {
  for (const Delivery& one : deliveries) put(one);
}

DeliveryPage WebhookStore::find(const Wanted& wanted) const {
  json::array where;
  if (!wanted.endpoint.empty()) where.push_back(condition("/endpoint", "eq", json::value(wanted.endpoint)));
  if (!wanted.state.empty()) where.push_back(condition("/state", "eq", json::value(wanted.state)));
  if (wanted.since > 0) where.push_back(condition("/created", "ge", wanted.since));
  if (wanted.until > 0) where.push_back(condition("/created", "lt", wanted.until));
  json::object query{{"where", std::move(where)},
                     {"order", json::array{json::array{"/created", "desc"}}},
                     {"limit", wanted.limit}};
  if (!wanted.cursor.empty()) query["cursor"] = wanted.cursor;
  Page page = host_.store().find(kSelf, "deliveries", to_text(query));
  DeliveryPage out{{}, std::move(page.next)};
  for (const Stored& item : page.items) out.items.push_back(read(item));
  return out;
}

std::vector<Delivery> WebhookStore::open_ones() const {
  std::vector<Delivery> open;
  for (const State state : {State::waiting, State::sending}) {
    const json::object query{{"where", json::array{condition("/state", "eq", json::value(name_of(state)))}}};
    host_.store().each(kSelf, "deliveries", to_text(query),
                       [&open](const Stored& item) { open.push_back(read(item)); });
  }
  return open;
}

std::optional<Delivery> WebhookStore::first_of_lane(std::string_view lane) const {
  std::optional<Delivery> first;
  for (const State state : {State::waiting, State::sending}) {
    const json::object query{{"where", json::array{condition("/lane", "eq", json::value(lane)),
                                                   condition("/state", "eq", json::value(name_of(state)))}},
                             {"order", json::array{json::array{"/order", "asc"}}},
                             {"limit", 1}};
    const Page page = host_.store().find(kSelf, "deliveries", to_text(query));
    if (page.items.empty()) continue;
    Delivery found = read(page.items.front());
    if (!first || found.order < first->order) first = std::move(found);
  }
  return first;
}

int WebhookStore::remove_before(std::int64_t created) const {
  int removed = 0;
  for (const State state : {State::delivered, State::dead}) {
    for (;;) {
      const json::object query{{"where", json::array{condition("/created", "lt", created),
                                                     condition("/state", "eq", json::value(name_of(state)))}},
                               {"limit", kAtOnce}};
      const Page page = host_.store().find(kSelf, "deliveries", to_text(query));
      if (page.items.empty()) break;
      Batch batch;
      for (const Stored& item : page.items) batch.remove("deliveries", item.id);
      host_.store().batch(kSelf, batch);
      removed += static_cast<int>(page.items.size());
    }
  }
  return removed;
}

}  // namespace patchbay::webhooks
