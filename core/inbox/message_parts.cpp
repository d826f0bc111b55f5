// What a message may consist of besides its text.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/inbox/conversations_state.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::size_t kMostParts = 20, kMostFiles = 10, kMostMailed = 102, kMostChoices = 30,
                      kLargestParts = 64 << 10, kLongestLabel = 300;

[[noreturn]] void refuse(const std::string& why) {
  throw Error{Code::invalid, why};
}

const json::array& list_in(const json::object& part, std::string_view key) {
  const json::value* list = part.if_contains(key);
  if (list == nullptr || !list->is_array() || list->get_array().empty() ||
      list->get_array().size() > kMostChoices)
    refuse("a part of this type needs \"" + std::string{key} + "\", a list of 1 to 30 objects");
  return list->get_array();
}

void check_texts(const json::value& one, std::initializer_list<std::string_view> keys) {
  if (!one.is_object()) refuse("a choice or field is an object");
  for (const std::string_view key : keys)
    if (const std::string text = required_string(one.get_object(), key);
        text.empty() || text.size() > kLongestLabel)
      refuse("\"" + std::string{key} + "\" has 1 to 300 bytes");
}

json::object file_part(const std::string& id, const Upload& upload) {
  return {{"type", "file"}, {"id", id}, {"name", upload.name}, {"mime", upload.mime}, {"size", upload.size}};
}

}  // namespace

std::string ConversationsState::checked_parts(const Principal& by, const Draft& draft) const {
  if (draft.parts.empty() && draft.attachments.empty()) return "[]";
  if (draft.parts.size() > kMostParts ||
      draft.attachments.size() > (by.kind == Kind::system ? kMostMailed : kMostFiles))
    refuse("a message has at most 20 parts and 10 files");
  json::array checked;
  for (const json::value& value : draft.parts) {
    if (!value.is_object()) refuse("a part is an object with a \"type\"");
    const json::object& part = value.get_object();
    const std::string type = required_string(part, "type");
    if (!by.is_agent() && type != "text") throw Error{Code::denied, "visitors send text and files"};
    if (type == "text") {
      static_cast<void>(required_string(part, "text"));
    } else if (type == "choices") {
      for (const json::value& choice : list_in(part, "choices")) check_texts(choice, {"id", "label"});
    } else if (type == "form") {
      for (const json::value& field : list_in(part, "fields")) check_texts(field, {"id", "label", "kind"});
    } else if (type == "file") {
      refuse("files are given as \"attachments\"");
    } else {
      std::function<void(const json::object&)> check;
      {
        const std::lock_guard lock{mutex};
        if (const auto known = part_checks.find(type); known != part_checks.end()) check = known->second;
      }
      if (!check) refuse("no plugin that is on knows parts of the type \"" + cut_utf8(type, 40) + "\"");
      check(part);
    }
    checked.push_back(part);
  }
  for (const std::string& id : draft.attachments) {
    const auto upload = attachments != nullptr ? attachments->find(id) : std::nullopt;
    if (!upload || (by.kind != Kind::system && upload->owner != by.id))
      refuse("one of the files is not there any more; attach it again");
    checked.push_back(file_part(id, *upload));
  }
  std::string text = to_text(checked);
  if (text.size() > kLargestParts) throw Error{Code::invalid, "the parts of a message are at most 64 KB"};
  return text;
}

}  // namespace patchbay::inbox
