#include "core/host/methods.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/host/pathways.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host::methods {
namespace {

json::array list_of(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

json::object journey_json(const inbox::JourneyEntry& entry) {
  return {{"kind", entry.kind},
          {"at", entry.at_ms},
          {"locale", entry.locale},
          {"page", entry.page},
          {"data", entry.data}};
}

// Whom a frame is for: a group's sockets, or those of /ws/v1 of a conversation's contact, a contact or an agent.
std::string group_of(Switchboard& board, const Question& question, const json::object& args) {
  for (const char* kind : {"contact", "agent"})
    if (args.contains(kind)) return std::string{kind} + "/" + required_string(args, kind);
  if (args.contains("conversation")) {
    const json::object conversation =
        board.services.conversations.get(inbox::Principal::system(), required_string(args, "conversation"));
    return "contact/" + required_string(conversation.at("contact").as_object(), "id");
  }
  std::string group = required_string(args, "group");
  if (question.asker != nullptr && group.find('/') == std::string::npos) group = question.asker->instance.name + "/" + group;
  return group;
}

}  // namespace

json::value session_actor(Switchboard& board, const Question& question, const json::object&) {
  const inbox::Principal& by = question.by;
  json::array roles;
  if (by.is_agent()) roles.emplace_back("agent");
  if (by.kind == inbox::Kind::admin || by.kind == inbox::Kind::system) roles.emplace_back("admin");
  return json::object{{"kind", inbox::name_of(by.kind)},
                      {"id", by.id},
                      {"contact", by.contact},
                      {"roles", std::move(roles)},
                      {"groups", list_of(by.groups)},
                      {"teams", by.is_agent() ? list_of(board.services.directory.teams_of(by)) : json::array{}},
                      {"verified", by.verified},
                      {"locale", by.locale.empty() ? question.locale : by.locale},
                      {"inbox", by.inbox},
                      {"name", by.name},
                      {"email", by.email}};
}

json::value agent_list(Switchboard& board, const Question& question, const json::object&) {
  if (!question.by.is_agent()) throw Error{Code::denied, "only agents may see who the agents are"};
  json::array items;
  for (const inbox::Agent& agent : board.services.inbox.agents(inbox::Principal::system())) {
    inbox::Principal person;
    person.kind = agent.role;
    person.email = agent.email;
    items.push_back(json::object{{"id", agent.id},
                                 {"name", agent.name},
                                 {"email", agent.email},
                                 {"role", inbox::name_of(agent.role)},
                                 {"groups", list_of(agent.groups)},
                                 {"teams", list_of(board.services.directory.teams_of(person))},
                                 {"enabled", agent.enabled},
                                 {"presence", inbox::name_of(board.services.inbox.duty().of(agent.id))}});
  }
  return json::object{{"items", std::move(items)}};
}

// {"team"?,"inbox"?}: whether people are there, by the operator's hours.
json::value hours_get(Switchboard& board, const Question& question, const json::object& args) {
  const inbox::Directory& directory = board.services.directory;
  const std::string inbox = string_or(args, "inbox", question.by.inbox.empty() ? "default" : question.by.inbox);
  const std::string asked = string_or(args, "team", "");
  const std::string team = asked.empty() ? directory.team_of_inbox(inbox) : asked;
  const std::int64_t now = board.services.clock.now_ms();
  const bool open = directory.is_open(team, now);
  const auto opens = open ? std::nullopt : directory.opens_at(team, now);
  return json::object{{"team", team.empty() ? json::value(nullptr) : json::value(team)},
                      {"open", open},
                      {"opens_at", opens ? json::value(iso_time(*opens)) : json::value(nullptr)}};
}

json::value journey_record(Switchboard& board, const Question& question, const json::object& args) {
  inbox::JourneyEntry entry;
  entry.kind = required_string(args, "kind");
  entry.at_ms =
      std::min(integer_or(args, "at", board.services.clock.now_ms()), board.services.clock.now_ms());
  entry.locale = string_or(args, "locale", question.locale);
  entry.page = string_or(args, "page", "");
  entry.contact = string_or(args, "contact", question.by.contact);
  entry.browser = string_or(args, "browser", "");
  if (const json::value* data = args.if_contains("data"); data != nullptr && data->is_object())
    entry.data = data->get_object();
  board.services.inbox.record(question.by, entry);
  return json::object{};
}

json::value journey_get(Switchboard& board, const Question& question, const json::object& args) {
  const std::string contact = string_or(args, "contact", question.by.contact);
  const int limit = static_cast<int>(std::clamp<std::int64_t>(integer_or(args, "limit", 50), 1, 1000));
  json::array items;
  for (const inbox::JourneyEntry& entry : board.services.inbox.journey(question.by, contact, limit))
    items.push_back(journey_json(entry));
  return json::object{{"items", std::move(items)}};
}

// {"group"|"conversation"|"contact"|"agent","frame":{…}}: to every socket there, best effort. A plugin's groups are its own.
json::value frame_send(Switchboard& board, const Question& question, const json::object& args) {
  const json::value* frame = args.if_contains("frame");
  if (frame == nullptr || !frame->is_object())
    throw Error{Code::invalid, "'frame' must be an object with a \"type\""};
  const std::string group = group_of(board, question, args);
  if (board.front == nullptr) throw Error{Code::unavailable, "there are no sockets here"};
  const pbay_status status = board.front->ws_send_group(group, 0, false, to_text(*frame));
  if (status != PBAY_OK) throw Error{static_cast<Code>(status), "the frame could not be sent"};
  return json::object{};
}

// {"locale"?,"attempted"?,"no"?} → {"steps":[…]} as GET /api/v1/pathways gives them.
json::value pathway_list(Switchboard& board, const Question& question, const json::object& args) {
  const Said said{bool_or(args, "attempted", false), bool_or(args, "no", false)};
  json::array steps;
  for (const PathwayStep& step : pathways(board, question.by, string_or(args, "locale", question.locale), said))
    steps.push_back(json::object{
        {"id", step.id},
        {"label", step.label},
        {"available", step.available},
        {"reveal", step.reveal},
        {"url", step.url},
        {"revealed", step.revealed},
        {"reason", step.reason.empty() ? json::value(nullptr) : json::value(step.reason)},
        {"opens_at", step.opens_at.empty() ? json::value(nullptr) : json::value(step.opens_at)},
        {"wait_seconds", step.wait_seconds < 0 ? json::value(nullptr) : json::value(step.wait_seconds)}});
  return json::object{{"steps", std::move(steps)}};
}

// "09:00-18:00"; minutes from midnight.
std::string span_of(const std::pair<int, int>& span) {
  const auto clock = [](int minutes) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(minutes / 60) + ":" + two(minutes % 60);
  };
  return clock(span.first) + "-" + clock(span.second);
}

json::object hours_of(const config::Config& config) {
  json::object out;
  for (const auto& [name, hours] : config.hours) {
    json::object days;
    for (const auto& [day, spans] : hours.days) {
      json::array open;
      for (const auto& span : spans) open.emplace_back(span_of(span));
      days[day] = std::move(open);
    }
    out[name] = json::object{{"days", std::move(days)},
                             {"holidays", list_of(hours.holidays)},
                             {"time_zone", hours.time_zone.empty() ? config.site.time_zone : hours.time_zone}};
  }
  return out;
}

json::value site_get(Switchboard& board, const Question&, const json::object&) {
  const config::Config& config = board.services.config;
  const config::Site& site = config.site;
  json::object pathways{{"order", list_of(config.pathways_order)}};
  json::object inboxes{{"default", json::object{{"sites", json::array{}}}}};
  for (const auto& [name, inbox] : config.inboxes) inboxes[name] = json::object{{"sites", list_of(inbox.sites)}};
  return json::object{{"name", site.name},
                      {"locales", list_of(site.locales)},
                      {"default_locale", site.default_locale},
                      {"time_zone", site.time_zone},
                      {"accent", site.accent},
                      {"logo", site.logo},
                      {"public_url", config.server.public_url.empty() ? "http://" + config.server.listen
                                                                      : config.server.public_url},
                      {"pathways", std::move(pathways)},
                      {"inboxes", std::move(inboxes)},
                      {"hours", hours_of(config)},
                      {"mail", !config.mail_smtp.empty()}};
}

}  // namespace patchbay::host::methods
