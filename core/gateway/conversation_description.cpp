#include "core/gateway/conversation_description.hpp"

#include "core/base/text.hpp"

namespace patchbay::gateway {
namespace {

// Members are written "name:type": s text, n text or null, i whole number, b boolean, a list, o object; "!" = required.
struct Row {
  const char* method;
  const char* path;  // below /api/v1
  const char* summary;
  const char* query;   // the same without types, separated by blanks
  const char* body;    // members, separated by blanks; empty = no body; "orders" = a list of orders
  const char* answer;  // a schema, "page:Schema", "list:Schema" or a member list; empty = 204
  int status = 200;
};

constexpr Row kRows[] = {
    {"get", "/conversations", "Conversations: what an agent may see, or a visitor's own",
     "status assignee team inbox label contact channel sort cursor limit", "", "page:Conversation"},
    {"post", "/conversations", "Open an empty conversation of a contact", "", "contact:s! inbox:s channel:s subject:s", "Conversation", 201},
    {"get", "/conversations/counts", "How many are open, by whom and where", "", "",
     "mine:i unassigned:i all:i snoozed:i due:i by_channel:o by_team:o"},
    {"get", "/conversations/search", "Search in messages, newest first", "q cursor limit", "", "page:FoundMessage"},
    {"post", "/conversations/bulk", "Change at most 100 at once", "",
     "ids:a! status:s snoozed_until:n assignee_id:n team:n labels_add:a labels_remove:a", "done:a failed:a"},
    {"get", "/conversations/{id}", "One conversation; `active` is a visitor's own", "", "", "Conversation"},
    {"patch", "/conversations/{id}", "Change subject, priority or when it is due", "", "subject:n priority:n due_at:n", "Conversation"},
    {"get", "/conversations/{id}/messages", "Its messages by seq; without a bound the newest", "after before limit", "", "page:Message"},
    {"post", "/conversations/{id}/messages",
     "Send a message; 201 once it is on disk, 200 for the same cmid again. `active`: a visitor's own, reopened or made", "",
     "cmid:s! body:s attachments:a parts:a note:b journey:a", "cmid:s! conversation:s! id:s! seq:i!", 201},
    {"patch", "/conversations/{id}/messages/{seq}", "Change one's own message, within 15 minutes", "", "body:s!", "Message"},
    {"post", "/conversations/{id}/toggle_status", "Open, snooze or resolve it", "", "status:s! snoozed_until:n", "Conversation"},
    {"post", "/conversations/{id}/assignments", "Give it to an agent, a team, or nobody", "", "assignee_id:n team:n", "Conversation"},
    {"get", "/conversations/{id}/labels", "Its labels", "", "", "labels:a"},
    {"post", "/conversations/{id}/labels", "Set all its labels", "", "labels:a!", "labels:a"},
    {"post", "/conversations/{id}/handoff", "A person, please. `active` as with messages", "", "reason:s topic:s team:s tried:a", "Handoff"},
    {"post", "/conversations/{id}/handoff/accept", "Take it", "", "", "Handoff"},
    {"post", "/conversations/{id}/handoff/pass", "Give it back, or to somebody", "", "note:s to:n", "Handoff"},
    {"post", "/conversations/{id}/handoff/close", "It is done", "", "", "Handoff"},
    {"post", "/conversations/{id}/merge", "Make it part of another one", "", "into:s!", "Conversation"},
    {"post", "/conversations/{id}/unmerge", "Undo that", "", "", "Conversation"},
    {"post", "/conversations/{id}/split", "A new conversation from this message on", "", "seq:i!", "Conversation", 201},
    {"post", "/conversations/{id}/seen", "Messages up to seq were delivered or read", "", "seq:i! state:s!", "", 204},
    {"post", "/conversations/{id}/typing", "Somebody types; told to those who are there, kept nowhere", "", "note:b", "", 204},
    {"get", "/conversations/{id}/journey", "What its contact did, newest first", "limit", "", "page:JourneyEntry"},
    {"get", "/contacts", "Contacts; q finds names and identities", "q cursor limit", "", "page:Contact"},
    {"post", "/contacts", "Find by a verified identity, else make", "", "name:s locale:s identities:a attributes:o", "Contact", 201},
    {"get", "/contacts/{id}", "One contact; `me` is one's own", "", "", "Contact"},
    {"patch", "/contacts/{id}", "Change what is known; null removes an attribute", "", "name:s locale:s identities:a attributes:o", "Contact"},
    {"delete", "/contacts/{id}", "Erase everything about it", "", "", "", 204},
    {"post", "/contacts/{id}/merge", "Make it part of another one", "", "into:s!", "Contact"},
    {"post", "/contacts/{id}/unmerge", "Undo that", "", "", "Contact"},
    {"post", "/contacts/{id}/block", "Take no more messages, or again", "", "blocked:b! why:s", "Contact"},
    {"get", "/contacts/{id}/conversations", "Its conversations", "status cursor limit", "", "page:Conversation"},
    {"get", "/contacts/{id}/orders", "Its orders, newest first", "limit", "", "list:Order"},
    {"put", "/contacts/{id}/orders", "Replace orders by their number", "", "orders", "list:Order"},
    {"get", "/contacts/{id}/journey", "What it did, newest first", "limit", "", "page:JourneyEntry"},
    {"get", "/agents", "The agents", "", "", "page:Agent"},
    {"get", "/teams", "The teams of the configuration", "", "", "page:Team"},
    {"get", "/inboxes", "The inboxes of the configuration", "", "", "page:Inbox"},
    {"get", "/audit", "What was done to accounts and people, newest first", "cursor limit", "", "page:AuditEntry"},
    {"get", "/labels", "The labels there are", "", "", "page:Label"},
    {"post", "/labels", "Make a label, or change its colour", "", "name:s! colour:s", "Label"},
    {"delete", "/labels/{name}", "Remove a label from everywhere", "", "", "", 204},
    {"post", "/widget/email", "Give one's address: unverified until the mailed link is used", "", "email:s!", "verified:b mailed:b"},
    {"post", "/me/totp", "Begin two-step sign-in: the secret for a device", "", "", "secret:s! uri:s!"},
    {"post", "/me/totp/confirm", "Turn it on with the first code; other sessions end", "", "code:s!", "recovery_codes:a!"},
    {"post", "/me/totp/off", "Turn it off; other sessions end", "", "password:s!", "", 204},
    {"post", "/me/presence", "Be online or away while a desk is open", "", "presence:s!", "presence:s"},
};

constexpr std::pair<const char*, const char*> kSchemas[] = {
    {"Conversation",
     "id:s! number:i! inbox:s! status:s! channel:s! contact:o! assignee:o team:n labels:a subject:n priority:n created_at:s! "
     "updated_at:s! snoozed_until:n due_at:n resolved_at:n waiting_since:n last_seq:i! last_message:o unread:i handoff:o seen:o "
     "merged_into:n event:i!"},
    {"Message",
     "conversation:s! id:s! seq:i! at:s! author:o! channel:s! body:s! parts:a! note:b edited_at:n event:i! cmid:s delivery:o"},
    {"FoundMessage", "conversation:s! number:i message:s! seq:i! at:s! snippet:s! contact:o"},
    {"Handoff",
     "id:s! conversation:s! state:s! topic:n team:n reason:n summary:n tried:a locale:n requested_at:s! offered_to:n agent:o eta:n"},
    {"Contact",
     "id:s! name:n locale:n identities:a! verified:b! attributes:o blocked:b duplicates:a merged_into:n created_at:s last_seen_at:n"},
    {"Order", "number:s! placed_at:s! state:s total:o items:a tracking_url:n url:n"},
    {"JourneyEntry", "kind:s! at:s! locale:s page:s data:o!"},
    {"Agent", "id:s! name:s! email:s! role:s! teams:a! enabled:b! presence:s!"},
    {"Team", "name:s! members:a! open:b!"},
    {"AuditEntry", "at:s! actor:s! action:s! object:s! address:n"},
    {"Label", "name:s! colour:n conversations:i"},
    {"Inbox", "id:s! team:n sites:a! reopen_days:i!"},
};

json::object type_of(char letter) {
  switch (letter) {
    case 'n': return {{"type", json::array{"string", "null"}}};
    case 'i': return {{"type", "integer"}};
    case 'b': return {{"type", "boolean"}};
    case 'a': return {{"type", "array"}, {"items", json::object{}}};
    case 'o': return {{"type", json::array{"object", "null"}}};
    default: return {{"type", "string"}};
  }
}

json::object schema_of(std::string_view members) {
  json::object properties;
  json::array required;
  for (std::string_view member : split(members, ' ')) {
    const std::size_t colon = member.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = member.substr(0, colon);
    properties[name] = type_of(member[colon + 1]);
    if (member.ends_with('!')) required.emplace_back(name);
  }
  json::object schema = {{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

json::object ref(std::string_view schema) { return {{"$ref", "#/components/schemas/" + std::string{schema}}}; }
json::object list_of(json::object items) { return {{"type", "array"}, {"items", std::move(items)}}; }
json::object as_json(json::object schema) { return {{"application/json", {{"schema", std::move(schema)}}}}; }

json::object answer_of(std::string_view answer) {
  if (answer.starts_with("list:")) return list_of(ref(answer.substr(5)));
  if (answer.starts_with("page:"))
    return {{"type", "object"},
            {"required", json::array{"items", "next"}},
            {"properties", {{"items", list_of(ref(answer.substr(5)))}, {"next", type_of('n')}}}};
  return answer.find(':') == std::string_view::npos ? ref(answer) : schema_of(answer);
}

json::array parameters_of(const Row& row) {
  json::array parameters;
  const auto add = [&](std::string_view name, std::string_view where, bool required) {
    const bool number = name == "limit" || name == "after" || name == "before" || name == "seq";
    parameters.push_back({{"name", name}, {"in", where}, {"required", required}, {"schema", type_of(number ? 'i' : 's')}});
  };
  for (const std::string_view segment : split(row.path, '/'))
    if (segment.starts_with('{')) add(segment.substr(1, segment.size() - 2), "path", true);
  for (const std::string_view name : split(row.query, ' '))
    if (!name.empty()) add(name, "query", false);
  return parameters;
}

json::object operation_of(const Row& row) {
  json::object answer = {{"description", row.summary}};
  if (*row.answer) answer["content"] = as_json(answer_of(row.answer));
  json::object operation = {
      {"summary", row.summary},
      {"tags", json::array{"conversations"}},
      {"parameters", parameters_of(row)},
      {"responses",
       {{std::to_string(row.status), std::move(answer)}, {"default", {{"$ref", "#/components/responses/Problem"}}}}},
      {"security",
       json::array{{{"bearer", json::array{}}}, {{"cookie", json::array{}}}, {{"token", json::array{}}}}}};
  const std::string_view body = row.body;
  if (!body.empty())
    operation["requestBody"] = {{"required", body.find('!') != std::string_view::npos || body == "orders"},
                                {"content", as_json(body == "orders" ? list_of(ref("Order")) : schema_of(body))}};
  return operation;
}

}  // namespace

json::object conversation_description() {
  json::object paths, schemas;
  for (const Row& row : kRows) {
    json::value& path = paths["/api/v1" + std::string{row.path}];
    if (!path.is_object()) path = json::object{};
    path.get_object()[row.method] = operation_of(row);
  }
  for (const auto& [name, members] : kSchemas) schemas[name] = schema_of(members);
  return {{"paths", std::move(paths)}, {"components", {{"schemas", std::move(schemas)}}}};
}

}  // namespace patchbay::gateway
