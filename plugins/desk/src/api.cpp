#include "api.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "pages.hpp"
#include "words.hpp"

namespace patchbay::desk {
namespace {

json::object item_json(const Kept& kept) {
  json::object out = kept.document;
  for (const char* own : {"readers", "key", "agent"}) out.erase(own);
  out["id"] = kept.id;
  out["rev"] = kept.rev;
  return out;
}

json::array items_json(const std::vector<Kept>& all) {
  json::array items;
  for (const Kept& one : all) items.push_back(item_json(one));
  return items;
}

std::string page_of(json::array items) { return to_text(json::object{{"items", std::move(items)}, {"next", nullptr}}); }

// The shelf a path names. A plugin's route has no wish for names it does not know.
std::string shelf_of(const Request& request) {
  const std::string shelf{request.param("shelf")};
  if (shelf != "canned" && shelf != "macros" && shelf != "filters") throw Refused{404, "not_found", "There is no such list."};
  return shelf;
}

json::object checked(const std::string& shelf, const json::object& given, const Agent& agent) {
  json::object document = shelf == "canned" ? checked_canned(given) : shelf == "macros" ? checked_macro(given) : checked_filter(given);
  if (shelf == "filters") document["agent"] = agent.id;
  if (const std::string team = text_of(document, "team"); !team.empty() && !agent.is_in(team))
    throw Refused{403, "denied", "You are not in the team " + team + "."};
  return document;
}

std::int64_t required_rev(const Request& request) {
  std::string_view text = request.header("if-match");
  if (text.empty()) throw Refused{428, "precondition_required", "send If-Match with the revision you read, for example If-Match: \"3\""};
  if (text == "*") return kAnyRev;
  if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  std::int64_t rev = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), rev);
  if (ec != std::errc{} || end != text.data() + text.size()) throw Refused{400, "invalid", "If-Match: write the revision as a number in quotes"};
  return rev;
}

// What this agent may change: a filter of its own, a reply or macro of its teams or of everybody.
Kept found(const DeskStore& store, const std::string& shelf, std::string_view id, const Agent& agent) {
  std::optional<Kept> kept = store.get(shelf, id);
  const bool own = kept && (shelf == "filters" ? text_of(kept->document, "agent") == agent.id
                                                : text_of(kept->document, "team").empty() || agent.is_in(text_of(kept->document, "team")));
  if (!own) throw Refused{404, "not_found", "There is no such entry."};
  return std::move(*kept);
}

Kept put(const DeskStore& store, const std::string& shelf, const std::string& id, json::object document, std::int64_t if_rev) {
  try {
    return store.put(shelf, id, std::move(document), if_rev);
  } catch (const Failure& failure) {
    if (failure.status() != PBAY_E_CONFLICT) throw;
    if (shelf == "canned" && if_rev < 1) throw Refused{409, "conflict", "This shortcut is taken."};
    throw Refused{412, "conflict", "Somebody changed it meanwhile, or the shortcut is taken. Read it again."};
  }
}

std::string draft_id(const Request& request, const Agent& agent) {
  const std::string_view conversation = request.param("conversation");
  if (conversation.empty() || conversation.size() > 64 || conversation.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_") != std::string_view::npos)
    throw Refused{404, "not_found", "There is no such conversation."};
  return agent.id + "/" + std::string{conversation};
}

}  // namespace

void Api::mine(const Request& request) const {
  const Agent agent = ask_agent(host_, request.ctx());
  request.json(200, to_text(json::object{{"canned", items_json(store_.shared("canned", agent))},
                                         {"macros", items_json(store_.shared("macros", agent))},
                                         {"filters", items_json(store_.filters(agent))},
                                         {"settings", checked_settings({}, store_.settings(agent))}}));
}

void Api::list(const Request& request) const {
  const std::string shelf = shelf_of(request);
  const Agent agent = ask_agent(host_, request.ctx());
  request.json(200, page_of(items_json(shelf == "filters" ? store_.filters(agent) : store_.shared(shelf, agent))));
}

void Api::create(const Request& request) const {
  const std::string shelf = shelf_of(request);
  const Agent agent = ask_agent(host_, request.ctx());
  const Kept made = put(store_, shelf, "", checked(shelf, parse_object(request.body()), agent), kAnyRev);
  request.json(201, to_text(item_json(made)), {{"etag", "\"" + std::to_string(made.rev) + "\""}});
}

void Api::change(const Request& request) const {
  const std::string shelf = shelf_of(request);
  const Agent agent = ask_agent(host_, request.ctx());
  const std::int64_t rev = required_rev(request);
  const Kept before = found(store_, shelf, request.param("id"), agent);
  const Kept made = put(store_, shelf, before.id, checked(shelf, parse_object(request.body()), agent), rev == kAnyRev ? before.rev : rev);
  request.json(200, to_text(item_json(made)), {{"etag", "\"" + std::to_string(made.rev) + "\""}});
}

void Api::remove(const Request& request) const {
  const std::string shelf = shelf_of(request);
  store_.remove(shelf, found(store_, shelf, request.param("id"), ask_agent(host_, request.ctx())).id);
  request.respond(204, {}, "");
}

void Api::settings(const Request& request) const {
  const Agent agent = ask_agent(host_, request.ctx());
  json::object settings = checked_settings(request.method() == "PUT" ? parse_object(request.body()) : json::object{}, store_.settings(agent));
  if (request.method() == "PUT") store_.put("settings", agent.id, settings, kAnyRev);
  request.json(200, to_text(settings));
}

void Api::drafts(const Request& request) const {
  const Agent agent = ask_agent(host_, request.ctx());
  json::array items;
  for (const Kept& one : store_.drafts(agent)) {
    json::object item = item_json(one);
    item["conversation"] = one.id.substr(one.id.find('/') + 1);
    item.erase("id");
    items.push_back(std::move(item));
  }
  request.json(200, page_of(std::move(items)));
}

void Api::draft(const Request& request) const {
  const Agent agent = ask_agent(host_, request.ctx());
  const std::string id = draft_id(request, agent);
  if (request.method() == "DELETE") {
    if (store_.get("drafts", id)) store_.remove("drafts", id);
    return request.respond(204, {}, "");
  }
  if (request.method() == "PUT") {
    json::object document = checked_draft(parse_object(request.body()));
    document["agent"] = agent.id;
    store_.put("drafts", id, std::move(document), kAnyRev);
    return request.respond(204, {}, "");
  }
  // No draft is no mistake: an empty one, older than any.
  const std::optional<Kept> kept = store_.get("drafts", id);
  json::object out = kept ? item_json(*kept) : json::object{{"mode", "reply"}, {"reply", ""}, {"note", ""}, {"attachments", json::array{}}, {"at", 0}};
  out.erase("id");
  request.json(200, to_text(out));
}

void Api::pages(const Request& request) const {
  const Agent agent = ask_agent(host_, request.ctx());
  request.json(200, to_text(json::object{{"items", plugin_pages(host_, request.ctx(), agent, request.locale())},
                                         {"editors", content_editors(host_, request.ctx(), request.locale())},
                                         {"next", nullptr}}));
}

void Api::answers(const Request& request) const {
  const std::string question = request.query("q"), locale = request.query("locale", request.locale());
  if (question.size() < 2) return request.json(200, page_of({}));
  const int limit = std::clamp(std::atoi(request.query("limit", "3").c_str()), 1, 10);
  request.json(200, page_of(find_passages(host_, request.ctx(), question.substr(0, 400), locale, limit)));
}

void Api::gaps(const Request& request) const {
  request.json(200, page_of(find_gaps(host_, request.ctx(), std::clamp(std::atoi(request.query("limit", "100").c_str()), 1, 500))));
}

void Api::operators(const Request& request) const {
  const json::object site = read_object(host_.call(request.ctx(), "site.get@1"));
  json::object out;
  for (const char* key : {"name", "public_url", "locales", "default_locale", "time_zone", "mail", "pathways", "inboxes", "hours"})
    if (const json::value* value = site.if_contains(key)) out[key] = *value;
  request.json(200, to_text(out));
}

}  // namespace patchbay::desk
