#include "settings.hpp"

#include <algorithm>
#include <stdexcept>

namespace patchbay::livechat {
namespace {

constexpr std::size_t kMaxAnswer = 2000;

std::vector<Field> fields_of(const json::array& list) {
  std::vector<Field> fields;
  for (const json::value& item : list) {
    const json::object& object = item.as_object();
    Field field{text_of(object, "id"),
                text_of(object, "kind", "text"),
                Texts{object.if_contains("label")},
                flag_of(object, "required"),
                {}};
    if (const json::array* choices = array_of(object, "choices"))
      for (const json::value& choice : *choices)
        field.choices.push_back(
            {text_of(choice.as_object(), "id"), Texts{choice.as_object().if_contains("label")}});
    fields.push_back(std::move(field));
  }
  return fields;
}

std::vector<Greeter> greeters_of(const json::array& list) {
  std::vector<Greeter> greeters;
  for (const json::value& item : list) {
    const json::object& object = item.as_object();
    const std::string number = std::to_string(greeters.size() + 1);
    greeters.push_back({text_of(object, "id", number), text_of(object, "url"), integer_of(object, "seconds"),
                        integer_of(object, "articles_read"), flag_of(object, "second_visit"),
                        Texts{object.if_contains("message")}});
  }
  return greeters;
}

Welcome welcome_of(const json::object& object, Welcome base = {}) {
  if (object.contains("greeting")) base.greeting = Texts{object.if_contains("greeting")};
  if (const json::array* fields = array_of(object, "prechat")) base.prechat = fields_of(*fields);
  if (const json::array* greeters = array_of(object, "proactive")) base.proactive = greeters_of(*greeters);
  return base;
}

std::string trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return std::string{text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1)};
}

bool looks_like_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('@', at + 1) == std::string_view::npos &&
         text.find('.', at + 2) != std::string_view::npos && text.back() != '.' &&
         text.find_first_of(" \t\r\n<>,;\"") == std::string_view::npos;
}

bool looks_like_phone(std::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 5 && digits <= 15 && text.find_first_not_of("0123456789+-() ./") == std::string_view::npos;
}

void check(const Field& field, const std::string& answer) {
  const std::string name = "\"" + field.id + "\"";
  if (answer.empty()) {
    if (field.required) throw std::invalid_argument{name + " must be filled in"};
    return;
  }
  if (answer.size() > kMaxAnswer)
    throw std::invalid_argument{name + " has more than " + std::to_string(kMaxAnswer) + " bytes"};
  if (field.kind == "email" && !looks_like_email(answer))
    throw std::invalid_argument{name + " is no e-mail address; write it like ana@example.com"};
  if (field.kind == "phone" && !looks_like_phone(answer))
    throw std::invalid_argument{name + " is no telephone number; write it like +359 2 123 4567"};
  const bool known = std::any_of(field.choices.begin(), field.choices.end(),
                                 [&answer](const Choice& choice) { return choice.id == answer; });
  if (field.kind == "choice" && !known) throw std::invalid_argument{name + " is none of its choices"};
}

}  // namespace

Texts::Texts(const json::value* written) {
  if (written == nullptr) return;
  if (written->is_string()) by_locale_.emplace("", view(written->get_string()));
  if (written->is_object())
    for (const auto& member : written->get_object())
      if (member.value().is_string()) by_locale_.emplace(member.key(), view(member.value().get_string()));
}

std::string Texts::in(std::string_view locale, std::string_view fallback) const {
  for (const std::string_view wanted :
       {locale, locale.substr(0, locale.find('-')), std::string_view{}, fallback})
    if (const auto found = by_locale_.find(wanted); found != by_locale_.end()) return found->second;
  return by_locale_.empty() ? std::string{} : by_locale_.begin()->second;
}

const Welcome& Settings::of(std::string_view inbox) const {
  const auto found = inboxes.find(inbox);
  return found == inboxes.end() ? welcome : found->second;
}

Settings read_settings(const json::object& config) {
  Settings settings;
  Rules& rules = settings.rules;
  rules.capacity = static_cast<int>(integer_of(config, "capacity", 4));
  rules.offer_ms = integer_of(config, "offer_seconds", 60) * 1000;
  rules.max_wait_ms = integer_of(config, "max_wait_seconds", 600) * 1000;
  rules.max_queue = static_cast<int>(integer_of(config, "max_queue", 50));
  settings.idle_ms = integer_of(config, "idle_minutes", 30) * 60'000;
  settings.return_ms = integer_of(config, "return_seconds", 30) * 1000;
  settings.outside_hours = flag_of(config, "outside_hours");
  settings.transcript = flag_of(config, "transcript", true);
  settings.welcome = welcome_of(config);
  if (const json::object* inboxes = object_of(config, "inboxes"))
    for (const auto& member : *inboxes)
      settings.inboxes.emplace(member.key(), welcome_of(member.value().as_object(), settings.welcome));
  return settings;
}

json::object to_json(const Welcome& welcome, std::string_view locale, std::string_view fallback,
                     std::string_view own_greeting) {
  json::array fields, rules;
  for (const Field& field : welcome.prechat) {
    json::object one{{"id", field.id},
                     {"label", field.label.in(locale, fallback)},
                     {"kind", field.kind},
                     {"required", field.required}};
    if (field.kind == "choice") {
      json::array choices;
      for (const Choice& choice : field.choices)
        choices.push_back(json::object{{"id", choice.id}, {"label", choice.label.in(locale, fallback)}});
      one["choices"] = std::move(choices);
    }
    fields.push_back(std::move(one));
  }
  for (const Greeter& rule : welcome.proactive)
    rules.push_back(json::object{{"id", rule.id},
                                 {"url", rule.url},
                                 {"seconds", rule.seconds},
                                 {"second_visit", rule.second_visit},
                                 {"articles_read", rule.articles_read},
                                 {"message", rule.message.in(locale, fallback)}});
  const std::string greeting = welcome.greeting.in(locale, fallback);
  return {{"greeting", greeting.empty() ? std::string{own_greeting} : greeting},
          {"prechat", json::object{{"fields", std::move(fields)}}},
          {"proactive", std::move(rules)}};
}

std::map<std::string, std::string> checked_answers(const Welcome& welcome, const json::object& answers) {
  std::map<std::string, std::string> checked;
  for (const auto& member : answers) {
    const std::string_view key = member.key();
    const bool known = std::any_of(welcome.prechat.begin(), welcome.prechat.end(),
                                   [key](const Field& field) { return field.id == key; });
    if (!known)
      throw std::invalid_argument{"\"" + std::string{key.substr(0, 60)} + "\" is none of the fields"};
    if (!member.value().is_string()) throw std::invalid_argument{"\"" + std::string{key} + "\" must be text"};
  }
  for (const Field& field : welcome.prechat) {
    const std::string answer = trimmed(text_of(answers, field.id));
    check(field, answer);
    if (!answer.empty()) checked.emplace(field.id, answer);
  }
  return checked;
}

}  // namespace patchbay::livechat
