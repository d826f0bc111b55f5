// What the host would say of contacts, conversations and hand-offs: one of each, always the same but for the
// ids asked for.
#include "inbox.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "documents.hpp"

namespace patchbay::fake {
namespace {

constexpr std::string_view kContact =
    R"({"id":"01J9ZK3V5T7Q0000000000000C","name":"Ben","locale":"en","identities":[{"kind":"email","value":"ben@example.com",)"
    R"("verified":true}],"verified":true,"attributes":{},"orders":0,"blocked":false,"duplicates":[],"merged_into":null,)"
    R"("created_at":"2026-11-21T09:00:00.000Z","last_seen_at":"2026-11-21T09:00:00.000Z"})";
constexpr std::string_view kConversation =
    R"({"id":"01J9ZK3V5T7Q0000000000000E","number":12,"inbox":"default","status":"open","channel":"web","contact":{)"
    R"("id":"01J9ZK3V5T7Q0000000000000C","name":"Ben","email":"ben@example.com","verified":true,"locale":"en",)"
    R"("blocked":false},"assignee":null,"team":null,"labels":[],"subject":null,"priority":null,)"
    R"("created_at":"2026-11-21T09:00:00.000Z","updated_at":"2026-11-21T09:00:00.000Z","snoozed_until":null,"due_at":null,)"
    R"("resolved_at":null,"waiting_since":"2026-11-21T09:00:00.000Z","last_seq":1,"last_message":null,"unread":1,)"
    R"("handoff":null,"seen":{"contact":{"delivered":1,"read":1},"agent":{"read":0}},"merged_into":null,"merged":[],)"
    R"("event":1})";
constexpr std::string_view kMessage =
    R"({"conversation":"01J9ZK3V5T7Q0000000000000E","id":"01J9ZK3V5T7Q0000000000000M","seq":1,)"
    R"("at":"2026-11-21T09:00:00.000Z","author":{"kind":"visitor","id":"01J9ZK3V5T7Q0000000000000C","name":"Ben",)"
    R"("avatar":null},"channel":"web","body":"Hello","parts":[],"note":false,"edited_at":null,"event":1})";
constexpr std::string_view kHandoff =
    R"({"id":"01J9ZK3V5T7Q0000000000000F","conversation":"01J9ZK3V5T7Q0000000000000E","state":"left_message","topic":null,)"
    R"("team":null,"reason":"","summary":"","tried":[],"locale":"en","requested_at":"2026-11-21T09:00:00.000Z",)"
    R"("offered_to":null,"agent":null,"eta":"2026-11-23T09:00:00.000Z"})";
constexpr std::string_view kAck =
    R"({"cmid":"","conversation":"01J9ZK3V5T7Q0000000000000E","id":"01J9ZK3V5T7Q0000000000000N","seq":2,"event":2,)"
    R"("repeated":false,"opened":false})";

json::object parsed(std::string_view text) {
  return json::parse(json::string_view{text.data(), text.size()}).as_object();
}

// Members of the request that the reply repeats.
void take_over(json::object& reply, const json::object& asked, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (const json::value* value = asked.if_contains(key); value != nullptr && !value->is_null())
      reply[key] = *value;
}

json::object one_of(const std::string& subject, const std::string& what, const json::object& asked) {
  json::object reply;
  if (subject == "contact") {
    reply = parsed(kContact);
    if (const json::value* id = asked.if_contains("contact")) reply["id"] = *id;
    take_over(reply, asked, {"name", "locale", "attributes"});
  } else if (subject == "conversation") {
    reply = parsed(kConversation);
    if (const json::value* id = asked.if_contains("conversation")) reply["id"] = *id;
    take_over(reply, asked, {"status", "subject", "priority", "labels", "team", "inbox"});
    if (what == "close") reply["status"] = "resolved";
  } else if (subject == "handoff") {
    reply = parsed(kHandoff);
    if (const json::value* id = asked.if_contains("handoff")) reply["id"] = *id;
    take_over(reply, asked, {"conversation", "topic", "team", "reason", "summary", "tried", "locale"});
    if (what == "accept") reply["state"] = "accepted";
    if (what == "close") reply["state"] = "closed";
    if (what == "pass") reply["state"] = "requested";
  } else if (what == "append" || what == "ingest") {
    reply = parsed(kAck);
    take_over(reply, asked, {"cmid", "conversation"});
  } else {
    reply = parsed(kMessage);
    take_over(reply, asked, {"conversation", "seq", "body", "delivery"});
  }
  return reply;
}

}  // namespace

std::optional<std::string> inbox_answer(const std::string& method, const std::string& request) {
  const std::size_t dot = method.find('.');
  const std::string subject = method.substr(0, dot),
                    what = method.substr(dot + 1, method.find('@') - dot - 1);
  static const std::map<std::string, std::string_view> kMethods = {
      {"contact", " get upsert merge "},
      {"conversation", " open get assign close update merge split "},
      {"message", " append update ingest "},
      {"handoff", " request accept pass close "}};
  if (!method.ends_with("@1")) return std::nullopt;
  const json::value asked = json::parse(request.empty() ? "{}" : request);
  if (method == "contact.orders@1") return R"({"items":[]})";
  if (method == "conversation.list@1" || method == "message.list@1")
    return json::serialize(json::object{
        {"items", json::array{parsed(subject == "message" ? kMessage : kConversation)}}, {"next", nullptr}});
  const auto known = kMethods.find(subject);
  if (known == kMethods.end() || known->second.find(" " + what + " ") == std::string_view::npos ||
      !asked.is_object())
    return std::nullopt;
  return json::serialize(one_of(subject, what, asked.get_object()));
}

}  // namespace patchbay::fake
