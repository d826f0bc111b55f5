// Contacts and conversations, by the rights of whoever asks.
#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/host/methods.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host::methods {
namespace {

int limit_of(const json::object& args, int usual, int most) {
  return static_cast<int>(std::clamp<std::int64_t>(integer_or(args, "limit", usual), 1, most));
}

json::object page_json(inbox::Page page) {
  json::array items;
  for (json::object& item : page.items) items.push_back(std::move(item));
  return {{"items", std::move(items)},
          {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)}};
}

bool is_null(const json::object& args, std::string_view key) {
  const json::value* value = args.if_contains(key);
  return value != nullptr && value->is_null();
}

// Absent: unset; null: none.
std::optional<std::string> text_in(const json::object& args, std::string_view key) {
  if (!args.contains(key)) return std::nullopt;
  return string_or(args, key, "");
}

std::optional<std::int64_t> time_in(const json::object& args, std::string_view key) {
  const auto text = text_in(args, key);
  if (!text || text->empty()) return text ? std::optional<std::int64_t>{0} : std::nullopt;
  const auto time = from_iso_time(*text);
  if (!time) throw Error{Code::invalid, "'" + std::string{key} + "' is a time like 2026-11-21T09:00:00Z"};
  return time;
}

}  // namespace

json::value contact_get(Switchboard& board, const Question& question, const json::object& args) {
  return board.services.contacts.get(question.by, required_string(args, "contact"));
}

json::value contact_upsert(Switchboard& board, const Question& question, const json::object& args) {
  return board.services.contacts.upsert(question.by, string_or(args, "contact", ""), {}, args);
}

json::value contact_merge(Switchboard& board, const Question& question, const json::object& args) {
  const std::string contact = required_string(args, "contact");
  if (is_null(args, "into")) return board.services.contacts.unmerge(question.by, contact);
  return board.services.contacts.merge(question.by, contact, required_string(args, "into"));
}

json::value contact_orders(Switchboard& board, const Question& question, const json::object& args) {
  const std::string contact = string_or(args, "contact", question.by.contact);
  if (const json::value* orders = args.if_contains("orders"); orders != nullptr && orders->is_array())
    board.services.contacts.put_orders(question.by, contact, orders->get_array());
  return json::object{
      {"items", board.services.contacts.orders(question.by, contact, limit_of(args, 50, 1000))}};
}

json::value conversation_open(Switchboard& board, const Question& question, const json::object& args) {
  return board.services.conversations.open(question.by, required_string(args, "contact"),
                                           string_or(args, "inbox", ""), string_or(args, "channel", ""),
                                           string_or(args, "subject", ""));
}

json::value conversation_get(Switchboard& board, const Question& question, const json::object& args) {
  return board.services.conversations.get(question.by, required_string(args, "conversation"));
}

json::value conversation_list(Switchboard& board, const Question& question, const json::object& args) {
  inbox::Filter filter;
  for (const auto& [key, member] : {std::pair{"status", &filter.status},
                                    {"assignee", &filter.assignee},
                                    {"team", &filter.team},
                                    {"inbox", &filter.inbox},
                                    {"label", &filter.label},
                                    {"contact", &filter.contact},
                                    {"channel", &filter.channel},
                                    {"cursor", &filter.cursor}})
    *member = string_or(args, key, "");
  filter.sort = string_or(args, "sort", "latest");
  filter.limit = limit_of(args, 25, 100);
  return page_json(board.services.conversations.list(question.by, filter));
}

json::value conversation_assign(Switchboard& board, const Question& question, const json::object& args) {
  inbox::Edit edit;
  edit.assignee = text_in(args, "assignee");
  edit.team = text_in(args, "team");
  return board.services.conversations.edit(question.by, required_string(args, "conversation"), edit);
}

json::value conversation_close(Switchboard& board, const Question& question, const json::object& args) {
  inbox::Edit edit;
  edit.status = "resolved";
  return board.services.conversations.edit(question.by, required_string(args, "conversation"), edit);
}

json::value conversation_update(Switchboard& board, const Question& question, const json::object& args) {
  inbox::Edit edit;
  edit.status = text_in(args, "status");
  edit.snoozed_until_ms = time_in(args, "snoozed_until");
  edit.subject = text_in(args, "subject");
  edit.priority = text_in(args, "priority");
  edit.due_ms = time_in(args, "due_at");
  if (const json::value* labels = args.if_contains("labels"); labels != nullptr && labels->is_array()) {
    edit.labels.emplace();
    for (const json::value& label : labels->get_array()) {
      if (!label.is_string()) throw Error{Code::invalid, "'labels' is a list of texts"};
      edit.labels->emplace_back(label.get_string());
    }
  }
  return board.services.conversations.edit(question.by, required_string(args, "conversation"), edit);
}

json::value conversation_merge(Switchboard& board, const Question& question, const json::object& args) {
  const std::string conversation = required_string(args, "conversation");
  if (is_null(args, "into")) return board.services.conversations.unmerge(question.by, conversation);
  return board.services.conversations.merge(question.by, conversation, required_string(args, "into"));
}

json::value conversation_split(Switchboard& board, const Question& question, const json::object& args) {
  return board.services.conversations.split(question.by, required_string(args, "conversation"),
                                            integer_or(args, "seq", 0));
}

json::value message_list(Switchboard& board, const Question& question, const json::object& args) {
  return page_json(board.services.conversations.messages(
      question.by, required_string(args, "conversation"), integer_or(args, "after", 0),
      integer_or(args, "before", 0), limit_of(args, 50, 200)));
}

}  // namespace patchbay::host::methods
