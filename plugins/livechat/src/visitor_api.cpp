#include "visitor_api.hpp"

#include <algorithm>

#include "moment.hpp"
#include "patchbay/messages.hpp"
#include "transcript.hpp"

namespace patchbay::livechat {
namespace {

constexpr std::size_t kMostMessages = 5000;
constexpr int kMostOffsetMinutes = 14 * 60;

std::string locale_of(const Request& request, const json::object& site) {
  const std::string asked = request.query("locale");
  if (!asked.empty()) return asked;
  return std::string{request.locale().empty() ? text_of(site, "default_locale", "en") : request.locale()};
}

// The conversation as the one who asks may see it.
json::object own_conversation(const Host& host, Ctx ctx, std::string_view id) {
  if (id.empty()) throw Failure{PBAY_E_INVALID, "\"conversation\" is missing"};
  auto conversation = ask_conversation(host, ctx, id);
  if (!conversation) throw Failure{PBAY_E_NOT_FOUND, "there is no such conversation"};
  return *conversation;
}

}  // namespace

void VisitorApi::settings(const Request& request) const {
  const json::object site = read_object(host_.call(kSelf, "site.get@1"));
  const std::string locale = locale_of(request, site);
  const Settings& settings = reception_.settings();
  json::object out = to_json(settings.of(request.query("inbox", "default")), locale,
                             text_of(site, "default_locale", "en"), Messages{locale}("greeting"));
  out["transcript"] = settings.transcript;
  request.json(200, to_text(out), {{"cache-control", "public, max-age=60"}});
}

void VisitorApi::prechat(const Request& request) const {
  const json::object body = parse_object(request.body());
  const json::object* answers = object_of(body, "answers");
  if (answers == nullptr) throw Failure{PBAY_E_INVALID, "\"answers\" must be an object: field → text"};
  const Actor actor = ask_actor(host_, request.ctx());
  const std::string inbox = text_of(body, "inbox", actor.inbox.empty() ? "default" : actor.inbox);
  const Welcome& welcome = reception_.settings().of(inbox);
  json::object contact{{"contact", actor.contact}}, attributes;
  json::array identities;
  for (const auto& [id, answer] : checked_answers(welcome, *answers)) {
    const auto field = std::find_if(welcome.prechat.begin(), welcome.prechat.end(),
                                    [&id = id](const Field& one) { return one.id == id; });
    if (field->id == "name") {
      contact["name"] = answer;
    } else if (field->kind == "email" || field->kind == "phone") {
      identities.push_back(json::object{{"kind", field->kind}, {"value", answer}});
    } else {
      attributes[id] = answer;
    }
  }
  if (!identities.empty()) contact["identities"] = std::move(identities);
  if (!attributes.empty()) contact["attributes"] = std::move(attributes);
  if (contact.size() > 1) host_.call(request.ctx(), "contact.upsert@1", to_text(contact));
  request.respond(204, {}, {});
}

void VisitorApi::place(const Request& request) const {
  const json::object conversation = own_conversation(host_, request.ctx(), request.query("conversation"));
  const std::string id = text_of(conversation, "id");
  const std::vector<Place> places = reception_.store().places();
  const auto place =
      std::find_if(places.begin(), places.end(), [&id](const Place& one) { return one.conversation == id; });
  if (place == places.end() || place->leaving)
    throw Failure{PBAY_E_NOT_FOUND, "this conversation waits for nobody"};
  json::object out = reception_.outlook(places, *place);
  out["conversation"] = id;
  out["since"] = iso_time(place->since);
  request.json(200, to_text(out), {{"cache-control", "no-store"}});
}

void VisitorApi::transcript(const Request& request) const {
  if (!reception_.settings().transcript)
    throw Failure{PBAY_E_UNSUPPORTED, "transcripts are switched off here"};
  const json::object body = parse_object(request.body());
  const std::string format = text_of(body, "format", "text");
  if (format != "text" && format != "html")
    throw Failure{PBAY_E_INVALID, "\"format\" is \"text\" or \"html\""};
  const json::object conversation = own_conversation(host_, request.ctx(), text_of(body, "conversation"));
  const json::object site = read_object(host_.call(kSelf, "site.get@1"));
  Head head;
  head.site = text_of(site, "name");
  head.number = std::to_string(integer_of(conversation, "number"));
  head.locale = locale_of(request, site);
  head.utc_offset_minutes = static_cast<int>(std::clamp<std::int64_t>(
      integer_of(body, "utc_offset_minutes"), -kMostOffsetMinutes, kMostOffsetMinutes));
  const auto lines = lines_of(ask_messages(host_, request.ctx(), text_of(conversation, "id"), kMostMessages));
  const bool plain = format == "text";
  const std::string name = "conversation-" + head.number + (plain ? ".txt" : ".html");
  const std::string disposition = "attachment; filename=\"" + name + "\"";
  request.respond(200,
                  {{"content-type", plain ? "text/plain; charset=utf-8" : "text/html; charset=utf-8"},
                   {"content-disposition", disposition},
                   {"cache-control", "no-store"}},
                  plain ? plain_text(head, lines) : html(head, lines));
}

}  // namespace patchbay::livechat
