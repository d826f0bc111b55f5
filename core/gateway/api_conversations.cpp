// /api/v1/conversations: lists, one conversation, what agents change about it.
#include <algorithm>

#include "core/base/error.hpp"
#include "core/gateway/api_call.hpp"
#include "core/gateway/conversation_calls.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMostAtOnce = 100, kMostLabels = 50;
const std::vector<host::Header> kFresh = {{"Cache-Control", "no-store"}};

void answer(const BuiltIn& parts, const ExchangePtr& exchange, const json::object& value, int status = 200) {
  parts.answers.json(exchange, status, to_text(value), kFresh);
}

void list(const BuiltIn& parts, const ExchangePtr& exchange) {
  const Query query{exchange->request.query};
  inbox::Filter filter;
  filter.status = query.get("status");
  filter.assignee = query.get("assignee");
  filter.team = query.get("team");
  filter.inbox = query.get("inbox");
  filter.label = query.get("label");
  filter.contact = query.get("contact");
  filter.channel = query.get("channel");
  if (query.has("sort")) filter.sort = query.get("sort");
  filter.cursor = query.get("cursor");
  filter.limit = static_cast<int>(number_of(query, "limit", 25, 1, 100));
  parts.answers.json(exchange, 200, page_text(parts.rooms->conversations.list(exchange->principal, filter)), kFresh);
}

void counts(const BuiltIn& parts, const ExchangePtr& exchange) {
  answer(parts, exchange, parts.rooms->conversations.counts(exchange->principal));
}

void create(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the conversation");
  answer(parts, exchange,
         parts.rooms->conversations.open(exchange->principal, required_string(body, "contact"), string_or(body, "inbox", "default"),
                                         string_or(body, "channel", "web"), string_or(body, "subject", "")),
         201);
}

void search(const BuiltIn& parts, const ExchangePtr& exchange) {
  const Query query{exchange->request.query};
  const auto limit = static_cast<int>(number_of(query, "limit", 25, 1, 100));
  parts.answers.json(exchange, 200,
                     page_text(parts.rooms->conversations.search(exchange->principal, query.get("q"), query.get("cursor"), limit)), kFresh);
}

void get(const BuiltIn& parts, const ExchangePtr& exchange) {
  answer(parts, exchange, parts.rooms->conversations.get(exchange->principal, existing_of(parts, *exchange)));
}

void apply(const BuiltIn& parts, const ExchangePtr& exchange, const inbox::Edit& edit) {
  answer(parts, exchange, parts.rooms->conversations.edit(exchange->principal, param(*exchange, "id"), edit));
}

void patch(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the change");
  inbox::Edit edit;
  edit.subject = text_or_null(body, "subject");
  edit.priority = text_or_null(body, "priority");
  edit.due_ms = time_or_null(body, "due_at");
  apply(parts, exchange, edit);
}

void toggle_status(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the status");
  inbox::Edit edit;
  edit.status = required_string(body, "status");
  edit.snoozed_until_ms = time_or_null(body, "snoozed_until");
  apply(parts, exchange, edit);
}

void assign(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the assignment");
  inbox::Edit edit;
  edit.assignee = text_or_null(body, "assignee_id");
  edit.team = text_or_null(body, "team");
  if (!edit.assignee && !edit.team) throw Error{Code::invalid, "give 'assignee_id', 'team' or both"};
  apply(parts, exchange, edit);
}

json::object labels_json(const json::object& conversation) {
  const json::value* labels = conversation.if_contains("labels");
  return {{"labels", labels ? *labels : json::value(json::array{})}};
}

void get_labels(const BuiltIn& parts, const ExchangePtr& exchange) {
  answer(parts, exchange, labels_json(parts.rooms->conversations.get(exchange->principal, param(*exchange, "id"))));
}

void put_labels(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the labels");
  if (!body.contains("labels")) throw Error{Code::invalid, "give 'labels', the whole list"};
  inbox::Edit edit;
  edit.labels = texts_of(body, "labels", kMostLabels);
  answer(parts, exchange, labels_json(parts.rooms->conversations.edit(exchange->principal, param(*exchange, "id"), edit)));
}

void merge(const BuiltIn& parts, const ExchangePtr& exchange) {
  const std::string into = required_string(body_of(*exchange, "the merge"), "into");
  answer(parts, exchange, parts.rooms->conversations.merge(exchange->principal, param(*exchange, "id"), into));
}

void unmerge(const BuiltIn& parts, const ExchangePtr& exchange) {
  answer(parts, exchange, parts.rooms->conversations.unmerge(exchange->principal, param(*exchange, "id")));
}

void split_off(const BuiltIn& parts, const ExchangePtr& exchange) {
  const std::int64_t seq = integer_or(body_of(*exchange, "the split"), "seq", 0);
  if (seq < 1) throw Error{Code::invalid, "give 'seq', the first message of the new conversation"};
  answer(parts, exchange, parts.rooms->conversations.split(exchange->principal, param(*exchange, "id"), seq), 201);
}

void seen(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "what was seen");
  const std::int64_t seq = integer_or(body, "seq", 0);
  const std::string state = required_string(body, "state");
  if (seq < 1 || (state != "delivered" && state != "read"))
    throw Error{Code::invalid, "'seq' is a whole number from 1, 'state' is delivered or read"};
  parts.rooms->conversations.seen(exchange->principal, existing_of(parts, *exchange), seq, state);
  parts.answers.respond(exchange, {204, {}, {}});
}

void typing(const BuiltIn& parts, const ExchangePtr& exchange) {
  const bool note = bool_or(body_of(*exchange, "typing", true), "note", false);
  say_typing(parts, exchange->principal, existing_of(parts, *exchange), note, 0);
  parts.answers.respond(exchange, {204, {}, {}});
}

// ---- many at once ----

struct Bulk {
  inbox::Edit edit;
  std::vector<std::string> labels_add, labels_remove;
  bool has_labels() const { return !labels_add.empty() || !labels_remove.empty(); }
};

Bulk bulk_of(const json::object& body) {
  Bulk bulk;
  if (body.contains("status")) bulk.edit.status = required_string(body, "status");
  bulk.edit.snoozed_until_ms = time_or_null(body, "snoozed_until");
  bulk.edit.assignee = text_or_null(body, "assignee_id");
  bulk.edit.team = text_or_null(body, "team");
  bulk.labels_add = texts_of(body, "labels_add", kMostLabels);
  bulk.labels_remove = texts_of(body, "labels_remove", kMostLabels);
  if (!bulk.edit.status && !bulk.edit.assignee && !bulk.edit.team && !bulk.has_labels())
    throw Error{Code::invalid, "say what to change: status, assignee_id, team, labels_add or labels_remove"};
  return bulk;
}

void apply_to(const BuiltIn& parts, const inbox::Principal& by, const std::string& id, const Bulk& bulk) {
  inbox::Edit edit = bulk.edit;
  if (bulk.has_labels()) {
    std::vector<std::string> labels = texts_of(parts.rooms->conversations.get(by, id), "labels", 1000);
    for (const std::string& label : bulk.labels_remove) std::erase(labels, label);
    for (const std::string& label : bulk.labels_add)
      if (std::ranges::find(labels, label) == labels.end()) labels.push_back(label);
    edit.labels = std::move(labels);
  }
  parts.rooms->conversations.edit(by, id, edit);
}

void change_many(const BuiltIn& parts, const ExchangePtr& exchange) {
  const json::object body = body_of(*exchange, "the changes");
  const std::vector<std::string> ids = texts_of(body, "ids", kMostAtOnce);
  const Bulk bulk = bulk_of(body);
  json::array done, failed;
  for (const std::string& id : ids) try {
      apply_to(parts, exchange->principal, id, bulk);
      done.emplace_back(id);
    } catch (const Error& error) {
      if (error.code() == Code::internal || error.code() == Code::unavailable) throw;
      failed.push_back({{"id", id}, {"detail", error.what()}});
    }
  answer(parts, exchange, {{"done", std::move(done)}, {"failed", std::move(failed)}});
}

}  // namespace

void add_conversation_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  const std::string all = "/api/v1/conversations", one = all + "/{id}";
  const auto add = [&](const char* methods, const std::string& pattern, std::uint32_t level, Handler handler) {
    routes.push_back(talk_route(parts, methods, pattern, level, handler));
  };
  add("GET", all, PBAY_FOR_VISITOR, list);
  add("POST", all, PBAY_FOR_AGENT, create);
  add("GET", all + "/counts", PBAY_FOR_AGENT, counts);
  add("GET", all + "/search", PBAY_FOR_AGENT, search);
  add("POST", all + "/bulk", PBAY_FOR_AGENT, change_many);
  add("GET", one, PBAY_FOR_VISITOR, get);
  add("PATCH", one, PBAY_FOR_AGENT, patch);
  add("POST", one + "/toggle_status", PBAY_FOR_AGENT, toggle_status);
  add("POST", one + "/assignments", PBAY_FOR_AGENT, assign);
  add("GET", one + "/labels", PBAY_FOR_AGENT, get_labels);
  add("POST", one + "/labels", PBAY_FOR_AGENT, put_labels);
  add("POST", one + "/merge", PBAY_FOR_AGENT, merge);
  add("POST", one + "/unmerge", PBAY_FOR_AGENT, unmerge);
  add("POST", one + "/split", PBAY_FOR_AGENT, split_off);
  add("POST", one + "/seen", PBAY_FOR_VISITOR, seen);
  add("POST", one + "/typing", PBAY_FOR_VISITOR, typing);
}

}  // namespace patchbay::gateway
