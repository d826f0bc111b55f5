#include "talk.hpp"

#include "patchbay/json_text.hpp"

namespace patchbay::portal {
namespace {

using json_text::each_element;
using json_text::integer_or;
using json_text::member;
using json_text::quote;
using json_text::string_or;

Talk talk_of(std::string_view raw) {
  Talk talk{string_or(raw, "id", ""), string_or(raw, "subject", ""), string_or(raw, "status", ""), "",
            string_or(raw, "updated_at", ""), integer_or(raw, "number", 0)};
  if (const auto last = member(raw, "last_message"); last && *last != "null") talk.last = string_or(*last, "body", "");
  return talk;
}

Said said_of(std::string_view raw) {
  Said said;
  const std::string_view author = member(raw, "author").value_or("{}");
  said.author = string_or(author, "kind", "");
  said.name = string_or(author, "name", "");
  said.body = string_or(raw, "body", "");
  said.at = string_or(raw, "at", "");
  if (const auto parts = member(raw, "parts"))
    each_element(*parts, [&](std::string_view part) {
      if (string_or(part, "type", "") == "file") said.files.emplace_back(string_or(part, "name", ""), string_or(part, "url", ""));
    });
  return said;
}

}  // namespace

Reader ask_reader(const Host& host, Ctx ctx) {
  const auto reply = host.try_call(ctx, "session.actor@1");
  if (!reply) return {};
  return {string_or(*reply, "id", ""), string_or(*reply, "kind", ""), string_or(*reply, "name", ""), string_or(*reply, "email", ""), string_or(*reply, "contact", "")};
}

Talks ask_talks(const Host& host, Ctx ctx, std::string_view cursor) {
  Talks talks;
  std::string asked = "{\"status\":\"all\",\"limit\":25";
  if (!cursor.empty()) asked += ",\"cursor\":" + quote(cursor);
  const auto reply = host.try_call(ctx, "conversation.list@1", asked + "}");
  if (!reply) return talks;
  if (const auto items = member(*reply, "items")) each_element(*items, [&](std::string_view raw) { talks.items.push_back(talk_of(raw)); });
  talks.next = string_or(*reply, "next", "");
  return talks;
}

std::optional<Talk> ask_talk(const Host& host, Ctx ctx, std::string_view id) {
  try {
    return talk_of(host.call(ctx, "conversation.get@1", "{\"conversation\":" + quote(id) + "}"));
  } catch (const Failure& failure) {
    if (failure.status() != PBAY_E_NOT_FOUND && failure.status() != PBAY_E_INVALID) throw;
    return std::nullopt;
  }
}

std::vector<Said> ask_said(const Host& host, Ctx ctx, std::string_view id) {
  std::vector<Said> all;
  const std::string reply = host.call(ctx, "message.list@1", "{\"conversation\":" + quote(id) + ",\"limit\":100}");
  if (const auto items = member(reply, "items")) each_element(*items, [&](std::string_view raw) { all.push_back(said_of(raw)); });
  return all;
}

std::string say(const Host& host, Ctx ctx, std::string_view conversation, std::string_view token, std::string_view body) {
  std::string message = "{\"cmid\":" + quote(token) + ",\"body\":" + quote(body);
  if (!conversation.empty()) message += ",\"conversation\":" + quote(conversation);
  return string_or(host.call(ctx, "message.append@1", message + "}"), "conversation", conversation);
}

Answered ask_person(const Host& host, Ctx ctx, std::string_view conversation, std::string_view locale) {
  const std::string reply = host.call(ctx, "handoff.request@1",
                                      "{\"conversation\":" + quote(conversation) + ",\"reason\":\"asked\",\"summary\":\"\",\"tried\":[],\"locale\":" +
                                          quote(locale) + "}");
  return {std::string{conversation}, string_or(reply, "state", ""), string_or(reply, "eta", "")};
}

// Whoever writes without an account is a contact of their own: an address that nobody has proved leads to no other.
std::string deliver(const Host& host, const Letter& letter) {
  std::string contact;
  if (const auto before = host.store().get(kSelf, "letters", letter.token)) {
    contact = string_or(before->doc, "contact", "");
  } else {
    contact = string_or(host.call(kSelf, "contact.upsert@1",
                                  "{\"identities\":[{\"kind\":\"email\",\"value\":" + quote(letter.email) + ",\"verified\":false}],\"name\":" +
                                      quote(letter.name) + ",\"locale\":" + quote(letter.locale) + "}"),
                        "id", "");
    host.store().put(kSelf, "letters", letter.token, "{\"contact\":" + quote(contact) + "}");
  }
  const std::string reply = host.call(kSelf, "message.append@1",
                                      "{\"contact\":" + quote(contact) + ",\"cmid\":" + quote(letter.token) +
                                          ",\"author\":{\"kind\":\"visitor\"},\"body\":" + quote(letter.body) + "}");
  return string_or(reply, "conversation", "");
}

}  // namespace patchbay::portal
