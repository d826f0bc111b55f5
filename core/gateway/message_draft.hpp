#pragma once
// A message as clients send it, over HTTP and over the socket alike.
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/config/config.hpp"
#include "core/inbox/conversations.hpp"

namespace patchbay::gateway {

// {"cmid","body","attachments":[…],"parts":[…],"note":bool,"journey":[…]}. Error{invalid} naming what is wrong.
inbox::Draft read_draft(const json::object& message, const config::Limits& limits);

// What may be heard of a conversation, from its JSON: for lossy frames about it.
inbox::Conversations::Heard heard_of(const json::object& conversation, std::string_view topic);

json::object author_json(const inbox::Principal& who);

}  // namespace patchbay::gateway
