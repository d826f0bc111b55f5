// /api/v1/contacts: who writes to the business, and what is known of them.
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/gateway/api_call.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMostIdentities = 20, kMostOrders = 500;
const std::vector<host::Header> kFresh = {{"Cache-Control", "no-store"}};

void answer(const BuiltIn& parts, const ExchangePtr& exchange, const json::object& value, int status = 200) {
  parts.answers.json(exchange, status, to_text(value), kFresh);
}

// "me" is a visitor's or customer's own.
std::string contact_in(const Exchange& exchange) {
  std::string id = param(exchange, "id");
  return id == "me" && !exchange.principal.contact.empty() ? exchange.principal.contact : id;
}

std::vector<inbox::Identity> identities_of(const json::object& body) {
  const json::value* list = body.if_contains("identities");
  if (!list || list->is_null()) return {};
  if (!list->is_array() || list->get_array().size() > kMostIdentities) throw Error{Code::invalid, "'identities' is a list of at most 20"};
  std::vector<inbox::Identity> identities;
  for (const json::value& one : list->get_array()) {
    if (!one.is_object()) throw Error{Code::invalid, "an identity is {\"kind\",\"value\",\"verified\"}"};
    const json::object& identity = one.get_object();
    identities.push_back({required_string(identity, "kind"), required_string(identity, "value"), bool_or(identity, "verified", false)});
  }
  return identities;
}

json::object changes_of(const json::object& body) {
  json::object changes;
  for (const char* name : {"name", "locale", "attributes"})
    if (const json::value* value = body.if_contains(name)) changes[name] = *value;
  return changes;
}

void list(const BuiltIn& parts, const ExchangePtr& exchange) {
  const Query query{exchange->request.query};
  const auto limit = static_cast<int>(number_of(query, "limit", 25, 1, 100));
  parts.answers.json(exchange, 200,
                     page_text(parts.rooms->contacts.list(exchange->principal, query.get("q"), query.get("cursor"), limit)), kFresh);
}

void create(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the contact");
  answer(parts, exchange, parts.rooms->contacts.upsert(exchange->principal, {}, identities_of(body), changes_of(body)), 201);
}

void get(const BuiltIn& parts, const ExchangePtr& exchange) {
  answer(parts, exchange, parts.rooms->contacts.get(exchange->principal, contact_in(*exchange)));
}

// A visitor may say what it is called and what its page knows of it; of who is verified, the business says that.
void patch(const BuiltIn& parts, const ExchangePtr& exchange) {
  const inbox::Principal& by = exchange->principal;
  const bool unknown = by.kind == inbox::Kind::visitor && !by.verified;
  if (!unknown && !by.is_agent()) throw Error{Code::denied, "What is known of you is changed by the business."};
  const json::object body = body_of(*exchange, "the contact");
  answer(parts, exchange, parts.rooms->contacts.upsert(by, contact_in(*exchange), identities_of(body), changes_of(body)));
}

void erase(const BuiltIn& parts, const ExchangePtr& exchange) {
  parts.accounts.erase_contact(exchange->principal, param(*exchange, "id"));
  parts.answers.respond(exchange, {204, {}, {}});
}

void merge(const BuiltIn& parts, const ExchangePtr& exchange) {
  const std::string into = required_string(body_of(*exchange, "the merge"), "into");
  answer(parts, exchange, parts.rooms->contacts.merge(exchange->principal, param(*exchange, "id"), into));
}

void unmerge(const BuiltIn& parts, const ExchangePtr& exchange) {
  answer(parts, exchange, parts.rooms->contacts.unmerge(exchange->principal, param(*exchange, "id")));
}

void block(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the block");
  const json::value* blocked = body.if_contains("blocked");
  if (!blocked || !blocked->is_bool()) throw Error{Code::invalid, "give 'blocked', true or false"};
  parts.rooms->contacts.set_blocked(exchange->principal, param(*exchange, "id"), blocked->get_bool(), string_or(body, "why", ""));
  answer(parts, exchange, parts.rooms->contacts.get(exchange->principal, param(*exchange, "id")));
}

void conversations(const BuiltIn& parts, const ExchangePtr& exchange) {
  const Query query{exchange->request.query};
  inbox::Filter filter;
  filter.contact = contact_in(*exchange);
  filter.status = query.has("status") ? query.get("status") : "all";
  filter.cursor = query.get("cursor");
  filter.limit = static_cast<int>(number_of(query, "limit", 25, 1, 100));
  parts.answers.json(exchange, 200, page_text(parts.rooms->conversations.list(exchange->principal, filter)), kFresh);
}

void orders(const BuiltIn& parts, const ExchangePtr& exchange) {
  const auto limit = static_cast<int>(number_of(Query{exchange->request.query}, "limit", 50, 1, 500));
  parts.answers.json(exchange, 200, to_text(parts.rooms->contacts.orders(exchange->principal, contact_in(*exchange), limit)), kFresh);
}

void put_orders(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::value body = parse_json(exchange->request.body, "the orders", static_cast<std::size_t>(exchange->settings->json_bytes));
  if (!body.is_array() || body.get_array().size() > kMostOrders) throw Error{Code::invalid, "the body is a list of at most 500 orders"};
  const std::string contact = param(*exchange, "id");
  parts.rooms->contacts.put_orders(exchange->principal, contact, body.get_array());
  parts.answers.json(exchange, 200, to_text(parts.rooms->contacts.orders(exchange->principal, contact, static_cast<int>(kMostOrders))), kFresh);
}

// ---- journeys ----

void answer_journey(const BuiltIn& parts, const ExchangePtr& exchange, const std::string& contact) {
  const auto limit = static_cast<int>(number_of(Query{exchange->request.query}, "limit", 50, 1, 200));
  json::array items;
  for (const inbox::JourneyEntry& entry : parts.accounts.journey(exchange->principal, contact, limit))
    items.push_back({{"kind", entry.kind}, {"at", iso_time(entry.at_ms)}, {"locale", entry.locale}, {"page", entry.page}, {"data", entry.data}});
  parts.answers.json(exchange, 200, page_text(std::move(items), {}), kFresh);
}

void journey(const BuiltIn& parts, const ExchangePtr& exchange) { answer_journey(parts, exchange, contact_in(*exchange)); }

void journey_behind(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object conversation = parts.rooms->conversations.get(exchange->principal, param(*exchange, "id"));
  answer_journey(parts, exchange, required_string(conversation.at("contact").as_object(), "id"));
}

}  // namespace

void add_contact_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  const std::string all = "/api/v1/contacts", one = all + "/{id}";
  const auto add = [&](const char* methods, const std::string& pattern, std::uint32_t level, Handler handler) {
    routes.push_back(talk_route(parts, methods, pattern, level, handler));
  };
  add("GET", all, PBAY_FOR_AGENT, list);
  add("POST", all, PBAY_FOR_AGENT, create);
  add("GET", one, PBAY_FOR_VISITOR, get);
  add("PATCH", one, PBAY_FOR_VISITOR, patch);
  add("DELETE", one, PBAY_FOR_ADMIN, erase);
  add("POST", one + "/merge", PBAY_FOR_AGENT, merge);
  add("POST", one + "/unmerge", PBAY_FOR_AGENT, unmerge);
  add("POST", one + "/block", PBAY_FOR_AGENT, block);
  add("GET", one + "/conversations", PBAY_FOR_AGENT, conversations);
  add("GET", one + "/orders", PBAY_FOR_VISITOR, orders);
  add("PUT", one + "/orders", PBAY_FOR_AGENT, put_orders);
  add("GET", one + "/journey", PBAY_FOR_AGENT, journey);
  add("GET", "/api/v1/conversations/{id}/journey", PBAY_FOR_AGENT, journey_behind);
}

}  // namespace patchbay::gateway
