#pragma once
// What agents keep in the desk, checked: canned replies, macros, saved filters, drafts and settings. Pure: the API's JSON in,
// the document out; Refused says which member is wrong and what to write instead.
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "json.hpp"

namespace patchbay::desk {

// The languages the desk itself speaks.
inline constexpr std::array<std::string_view, 3> kLocales = {"en", "bg", "vi"};

class Refused : public std::runtime_error {
 public:
  Refused(int status, std::string code, const std::string& text) : std::runtime_error{text}, status_{status}, code_{std::move(code)} {}
  int status() const noexcept { return status_; }
  const std::string& code() const noexcept { return code_; }

 private:
  int status_;
  std::string code_;
};

// {"shortcut","title","body","team"} with "key", under which a shortcut is unique within its team.
json::object checked_canned(const json::object& given);
// {"name","team","actions":[{"do":"reply"|"note","text"} {"do":"label","labels"} {"do":"assign","to"} {"do":"team","team"}
// {"do":"status","status","hours"?}]}, 1 to 20 actions.
json::object checked_macro(const json::object& given);
// {"name","filter":{"status","assignee","team","inbox","label","channel","due"}}
json::object checked_filter(const json::object& given);
// {"mode","reply","note","attachments":[{"id","name","type","size"}],"at"}
json::object checked_draft(const json::object& given);
// {"sound","notify","enter_sends","sort","locale"}; members that are absent keep what `before` has.
json::object checked_settings(const json::object& given, const json::object& before);

// The placeholders a canned reply may hold, in words: "contact.name, …".
std::string known_placeholders();

}  // namespace patchbay::desk
