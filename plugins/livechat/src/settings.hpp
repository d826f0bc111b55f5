#pragma once
// What the operator says about chats: [plugin.livechat] config, read once at the start.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "json.hpp"
#include "queue_rules.hpp"

namespace patchbay::livechat {

// One text in every language it was written in; a plain text is for all.
class Texts {
 public:
  Texts() = default;
  explicit Texts(const json::value* written);
  bool empty() const { return by_locale_.empty(); }
  // Of the locale, its language, `fallback`'s, else any.
  std::string in(std::string_view locale, std::string_view fallback) const;

 private:
  std::map<std::string, std::string, std::less<>> by_locale_;
};

struct Choice {
  std::string id;
  Texts label;
};

// One field that a visitor fills in before a chat.
struct Field {
  std::string id, kind;  // text, email, phone, long, choice
  Texts label;
  bool required = false;
  std::vector<Choice> choices;
};

// When the widget speaks first; every condition that is set must hold.
struct Greeter {
  std::string id, url;  // pattern with '*'; empty = every page
  std::int64_t seconds = 0, articles_read = 0;
  bool second_visit = false;
  Texts message;
};

struct Welcome {  // what a visitor of one inbox sees
  Texts greeting;
  std::vector<Field> prechat;
  std::vector<Greeter> proactive;
};

struct Settings {
  Rules rules;
  std::int64_t idle_ms = 0;  // a chat in which nobody wrote for so long takes no slot; 0 = always takes one
  std::int64_t return_ms = 30'000;  // after a start agents' desks may take so long to come back
  bool outside_hours = false, transcript = true;
  Welcome welcome;
  std::map<std::string, Welcome, std::less<>> inboxes;  // what differs, filled up from `welcome`

  const Welcome& of(std::string_view inbox) const;
};

Settings read_settings(const json::object& config);

// As the widget gets it; `own_greeting` where the operator wrote none.
json::object to_json(const Welcome& welcome, std::string_view locale, std::string_view fallback,
                     std::string_view own_greeting);

// The answers of a visitor, by field. Throws std::invalid_argument naming what is missing or wrong.
std::map<std::string, std::string> checked_answers(const Welcome& welcome, const json::object& answers);

}  // namespace patchbay::livechat
