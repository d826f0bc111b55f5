#include "endpoint.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "moment.hpp"
#include "signature.hpp"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t kMostSecrets = 2, kMostNames = 50, kMostUrl = 2000;

bool fits(std::string_view pattern, std::string_view topic) {
  if (!pattern.ends_with('*')) return pattern == topic;
  return topic.starts_with(pattern.substr(0, pattern.size() - 1));
}

void check_url(std::string_view url) {
  const std::size_t scheme = url.starts_with("https://") ? 8 : (url.starts_with("http://") ? 7 : 0);
  const std::string_view host = url.substr(scheme, url.substr(scheme).find_first_of("/?#"));
  if (scheme == 0 || host.empty() || url.size() > kMostUrl ||
      url.find_first_of(" \t\r\n#") != std::string_view::npos)
    throw std::invalid_argument{"\"url\" must be an address like https://example.com/hooks"};
  if (host.find('@') != std::string_view::npos)
    throw std::invalid_argument{"\"url\" must hold no name and password; the signature says who calls"};
}

void check_event(const std::string& event) {
  const bool known = std::any_of(std::begin(kTopics), std::end(kTopics),
                                 [&event](std::string_view topic) { return fits(event, topic); });
  if (!known)
    throw std::invalid_argument{"\"" + event.substr(0, 60) +
                                "\" is no event; write \"message.created\", \"message.*\" or \"*\""};
}

std::vector<std::string> names_of(const json::object& wish, std::string_view key) {
  const json::array* list = array_of(wish, key);
  std::vector<std::string> names = texts_of(wish, key);
  if (list == nullptr || list->size() != names.size() || names.size() > kMostNames)
    throw std::invalid_argument{"\"" + std::string{key} + "\" must be a list of at most " +
                                std::to_string(kMostNames) + " texts"};
  return names;
}

json::value time_or_null(std::int64_t ms) {
  return ms > 0 ? json::value(iso_time(ms)) : json::value(nullptr);
}

}  // namespace

std::vector<std::string> Endpoint::valid_secrets(std::int64_t now) const {
  if (secrets.size() < 2 || now < old_until) return secrets;
  return {secrets.front()};
}

void change(Endpoint& endpoint, const json::object& wish) {
  for (const auto& member : wish) {
    const std::string_view key = member.key();
    if (key == "url") {
      endpoint.url = text_of(wish, key);
      check_url(endpoint.url);
    } else if (key == "name") {
      endpoint.name = text_of(wish, key).substr(0, 200);
    } else if (key == "events") {
      endpoint.events = names_of(wish, key);
      for (const std::string& event : endpoint.events) check_event(event);
    } else if (key == "inboxes") {
      endpoint.inboxes = names_of(wish, key);
    } else if (key == "notes" && member.value().is_bool()) {
      endpoint.notes = member.value().get_bool();
    } else if (key == "secret" && is_secret(text_of(wish, key))) {
      endpoint.secrets = {text_of(wish, key)};
    } else {
      throw std::invalid_argument{
          key == "secret" ? "\"secret\" must be \"whsec_\" and the base64 of 24 to 64 bytes"
                          : "\"" + std::string{key.substr(0, 60)} + "\" is unknown or of a wrong type"};
    }
  }
  check_url(endpoint.url);
  if (endpoint.events.empty()) throw std::invalid_argument{"\"events\" must name at least one; \"*\" is all"};
}

json::object to_json(const Endpoint& endpoint) {
  return {{"id", endpoint.id},
          {"name", endpoint.name},
          {"url", endpoint.url},
          {"events", to_array(endpoint.events)},
          {"inboxes", to_array(endpoint.inboxes)},
          {"notes", endpoint.notes},
          {"source", endpoint.from_file ? "file" : "store"},
          {"enabled", endpoint.enabled},
          {"disabled_why",
           endpoint.disabled_why.empty() ? json::value(nullptr) : json::value(endpoint.disabled_why)},
          {"failing_since", time_or_null(endpoint.failing_since)},
          {"last_success_at", time_or_null(endpoint.last_success)},
          {"created_at", time_or_null(endpoint.created)}};
}

json::object to_document(const Endpoint& endpoint) {
  json::object state{{"enabled", endpoint.enabled},
                     {"disabled_why", endpoint.disabled_why},
                     {"failing_since", endpoint.failing_since},
                     {"last_success", endpoint.last_success},
                     {"url", endpoint.url},
                     {"from_file", endpoint.from_file}};
  if (endpoint.from_file) return state;  // the rest is the file's
  state["name"] = endpoint.name;
  state["events"] = to_array(endpoint.events);
  state["inboxes"] = to_array(endpoint.inboxes);
  state["notes"] = endpoint.notes;
  state["secrets"] = to_array(endpoint.secrets);
  state["old_until"] = endpoint.old_until;
  state["created"] = endpoint.created;
  return state;
}

Endpoint endpoint_of(std::string_view id, std::int64_t rev, const json::object& document) {
  Endpoint endpoint;
  endpoint.id = id;
  endpoint.rev = rev;
  endpoint.name = text_of(document, "name");
  endpoint.url = text_of(document, "url");
  endpoint.events = texts_of(document, "events");
  endpoint.inboxes = texts_of(document, "inboxes");
  endpoint.notes = flag_of(document, "notes");
  endpoint.from_file = flag_of(document, "from_file");
  endpoint.secrets = texts_of(document, "secrets");
  endpoint.old_until = integer_of(document, "old_until");
  endpoint.created = integer_of(document, "created");
  endpoint.enabled = flag_of(document, "enabled", true);
  endpoint.disabled_why = text_of(document, "disabled_why");
  endpoint.failing_since = integer_of(document, "failing_since");
  endpoint.last_success = integer_of(document, "last_success");
  return endpoint;
}

Endpoint endpoint_of_file(const std::string& name, const json::object& settings) {
  Endpoint endpoint;
  endpoint.id = "file-" + name;
  endpoint.from_file = true;
  json::object wish = settings;
  if (!wish.contains("events")) wish["events"] = json::array{"*"};
  if (!wish.contains("name")) wish["name"] = name;
  const std::vector<std::string> secrets = texts_of(settings, "secret");  // one, or the new and the old one
  wish.erase("secret");
  change(endpoint, wish);
  if (secrets.empty() || secrets.size() > kMostSecrets ||
      !std::all_of(secrets.begin(), secrets.end(), [](const std::string& one) { return is_secret(one); }))
    throw std::invalid_argument{
        "endpoints." + name + ".secret must be \"whsec_\" and the base64 of 24 to 64 bytes, or two of them"};
  endpoint.secrets = secrets;
  endpoint.old_until = INT64_MAX;
  return endpoint;
}

bool wants(const Endpoint& endpoint, const Happened& happened) {
  if (!endpoint.enabled || (happened.note && !endpoint.notes)) return false;
  const auto& inboxes = endpoint.inboxes;
  if (!inboxes.empty() && std::find(inboxes.begin(), inboxes.end(), happened.inbox) == inboxes.end())
    return false;
  return std::any_of(endpoint.events.begin(), endpoint.events.end(),
                     [&happened](const std::string& event) { return fits(event, happened.topic); });
}

}  // namespace patchbay::webhooks
