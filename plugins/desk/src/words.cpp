#include "words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace patchbay::desk {
namespace {

constexpr std::size_t kName = 80, kBody = 16'000, kDraft = 64'000, kActions = 20, kAttachments = 20;
constexpr std::array<std::string_view, 7> kPlaceholders = {"contact.name",    "contact.first_name",  "contact.email", "agent.name",
                                                           "agent.first_name", "conversation.number", "site.name"};
constexpr std::array<std::string_view, 4> kStatuses = {"open", "pending", "snoozed", "resolved"};

[[noreturn]] void refuse(const std::string& text) { throw Refused{422, "invalid", text}; }

template <class Names>
bool is_one_of(const Names& names, std::string_view text) {
  return std::ranges::find(names, text) != std::ranges::end(names);
}

void only(const json::object& given, std::initializer_list<std::string_view> names, std::string_view where) {
  for (const auto& member : given)
    if (!is_one_of(names, std::string_view{member.key()}))
      refuse(std::string{where} + ": there is no member \"" + std::string{member.key()} + "\"");
}

std::string text_member(const json::object& given, std::string_view key, std::size_t most, bool required) {
  const json::value* value = given.if_contains(key);
  if (!value || value->is_null()) {
    if (required) refuse(std::string{key} + ": is missing");
    return {};
  }
  if (!value->is_string()) refuse(std::string{key} + ": write a text");
  const std::string text = text_of(given, key);
  if (required && text.find_first_not_of(" \t\r\n") == std::string::npos) refuse(std::string{key} + ": must not be empty");
  if (text.size() > most) refuse(std::string{key} + ": at most " + std::to_string(most) + " bytes");
  return text;
}

json::value team_member(const json::object& given) {
  const std::string team = text_member(given, "team", kName, false);
  return team.empty() ? json::value(nullptr) : json::value(team);
}

// "{{contact.nam}}" would reach the customer as it is.
void check_placeholders(std::string_view text, std::string_view where) {
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
    const std::size_t end = text.find("}}", at);
    std::string_view name = text.substr(at + 2, end == std::string_view::npos ? end : end - at - 2);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (end == std::string_view::npos || !is_one_of(kPlaceholders, name))
      refuse(std::string{where} + ": {{" + std::string{name.substr(0, 40)} + "}} is not known; known are " + known_placeholders());
  }
}

bool is_shortcut(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  });
}

json::object checked_action(const json::object& given) {
  const std::string kind = text_member(given, "do", 20, true);
  if (kind == "reply" || kind == "note") {
    only(given, {"do", "text"}, kind);
    const std::string text = text_member(given, "text", kBody, true);
    check_placeholders(text, kind);
    return {{"do", kind}, {"text", text}};
  }
  if (kind == "label") {
    only(given, {"do", "labels"}, kind);
    const std::vector<std::string> labels = texts_of(given, "labels");
    if (labels.empty() || labels.size() > 10) refuse("labels: name one to ten");
    for (const std::string& label : labels)
      if (label.size() > kName) refuse("labels: at most 80 bytes each");
    return {{"do", kind}, {"labels", to_array(labels)}};
  }
  if (kind == "assign") {
    only(given, {"do", "to"}, kind);
    return {{"do", kind}, {"to", text_member(given, "to", kName, false)}};
  }
  if (kind == "team") {
    only(given, {"do", "team"}, kind);
    return {{"do", kind}, {"team", text_member(given, "team", kName, false)}};
  }
  if (kind != "status") refuse("do: write reply, note, label, assign, team or status");
  only(given, {"do", "status", "hours"}, kind);
  const std::string status = text_member(given, "status", 20, true);
  if (!is_one_of(kStatuses, status)) refuse("status: write open, pending, snoozed or resolved");
  json::object action{{"do", kind}, {"status", status}};
  if (given.contains("hours")) {
    const std::int64_t hours = integer_of(given, "hours");
    if (hours < 1 || hours > 24 * 366) refuse("hours: from 1 to 8784");
    action["hours"] = hours;
  }
  return action;
}

}  // namespace

std::string known_placeholders() {
  std::string out;
  for (const std::string_view name : kPlaceholders) out += (out.empty() ? "" : ", ") + std::string{name};
  return out;
}

json::object checked_canned(const json::object& given) {
  only(given, {"shortcut", "title", "body", "team", "id", "rev"}, "canned reply");
  const std::string shortcut = text_member(given, "shortcut", 40, true), title = text_member(given, "title", kName, true),
                    body = text_member(given, "body", kBody, true);
  if (!is_shortcut(shortcut)) refuse("shortcut: small letters, digits, - and _ only");
  check_placeholders(body, "body");
  const json::value team = team_member(given);
  const std::string key = (team.is_null() ? std::string{} : text_member(given, "team", kName, false)) + "/" + shortcut;
  return {{"shortcut", shortcut}, {"title", title}, {"body", body}, {"team", team}, {"key", key}};
}

json::object checked_macro(const json::object& given) {
  only(given, {"name", "team", "actions", "id", "rev"}, "macro");
  const json::array* actions = array_of(given, "actions");
  if (!actions || actions->empty() || actions->size() > kActions) refuse("actions: one to twenty");
  json::array checked;
  for (const json::value& action : *actions) {
    if (!action.is_object()) refuse("actions: each is an object");
    checked.push_back(checked_action(action.get_object()));
  }
  return {{"name", text_member(given, "name", kName, true)}, {"team", team_member(given)}, {"actions", std::move(checked)}};
}

json::object checked_filter(const json::object& given) {
  only(given, {"name", "filter", "id", "rev"}, "filter");
  const json::object* filter = object_of(given, "filter");
  if (!filter) refuse("filter: write an object");
  only(*filter, {"status", "assignee", "team", "inbox", "label", "channel", "due"}, "filter");
  json::object checked;
  for (const char* key : {"status", "assignee", "team", "inbox", "label", "channel"})
    if (const std::string text = text_member(*filter, key, kName, false); !text.empty()) checked[key] = text;
  if (flag_of(*filter, "due")) checked["due"] = true;
  const std::string status = text_of(checked, "status", "open");
  if (status != "all" && !is_one_of(kStatuses, status)) refuse("status: write open, pending, snoozed, resolved or all");
  return {{"name", text_member(given, "name", kName, true)}, {"filter", std::move(checked)}};
}

json::object checked_draft(const json::object& given) {
  only(given, {"mode", "reply", "note", "attachments", "at", "conversation"}, "draft");
  const std::string mode = text_member(given, "mode", 10, true);
  if (mode != "reply" && mode != "note") refuse("mode: write reply or note");
  json::array files;
  if (const json::array* attachments = array_of(given, "attachments")) {
    if (attachments->size() > kAttachments) refuse("attachments: at most twenty");
    for (const json::value& one : *attachments) {
      if (!one.is_object()) refuse("attachments: each is an object");
      const json::object& file = one.get_object();
      files.push_back(json::object{{"id", text_member(file, "id", 64, true)},
                                   {"name", text_member(file, "name", 300, false)},
                                   {"type", text_member(file, "type", 120, false)},
                                   {"size", std::max<std::int64_t>(0, integer_of(file, "size"))}});
    }
  }
  return {{"mode", mode},
          {"reply", text_member(given, "reply", kDraft, false)},
          {"note", text_member(given, "note", kDraft, false)},
          {"attachments", std::move(files)},
          {"at", integer_of(given, "at")}};
}

json::object checked_settings(const json::object& given, const json::object& before) {
  only(given, {"sound", "notify", "enter_sends", "sort", "locale"}, "settings");
  json::object out{{"sound", flag_of(before, "sound", true)},
                   {"notify", flag_of(before, "notify")},
                   {"enter_sends", flag_of(before, "enter_sends")},
                   {"sort", text_of(before, "sort", "latest")},
                   {"locale", text_of(before, "locale")}};
  for (const auto& member : given) {
    if (member.key() == "sort") {
      const std::string sort = text_of(given, "sort");
      if (sort != "latest" && sort != "due" && sort != "waiting") refuse("sort: write latest, due or waiting");
    } else if (member.key() == "locale") {
      const std::string locale = text_of(given, "locale");
      if (!locale.empty() && !is_one_of(kLocales, locale)) refuse("locale: write en, bg, vi or nothing");
    } else if (!member.value().is_bool()) {
      refuse(std::string{member.key()} + ": write true or false");
    }
    out[member.key()] = member.value();
  }
  return out;
}

}  // namespace patchbay::desk
