#pragma once
// What HTTP and the socket do alike about conversations. Errors are the client's to hear.
#include <string>

#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/settings.hpp"
#include "core/inbox/conversations.hpp"

namespace patchbay::gateway {

// The conversation a path names; "active" is the visitor's own one, else its newest. Error{not_found}. [worker]
std::string existing_of(const BuiltIn& parts, const Exchange& exchange);

// Takes one of the sender's `messages`; Error{limit} when there is none left.
void take_message(const BuiltIn& parts, const inbox::Principal& by, const Settings& settings);

// A visitor whose address began too many conversations lately may still write to the one it has. True: only the store can tell.
bool may_begin_too_often(const BuiltIn& parts, const inbox::Principal& by, const inbox::Draft& draft, const Settings& settings,
                         const std::string& address);
void note_begun(const BuiltIn& parts, const Settings& settings, const std::string& address);  // a conversation began

// [worker] Error{limit} where that doubt was right.
void refuse_beginning(const BuiltIn& parts, const inbox::Principal& by, const inbox::Draft& draft, const Settings& settings,
                      const std::string& address);

// "reason", "topic", "team" and "tried" of what a client sent.
json::object handoff_request(const json::object& sent);
// [worker] handoff.request@1; an empty conversation is the active one. Returns the handoff.
json::object ask_for_person(const BuiltIn& parts, const inbox::Principal& by, const std::string& conversation, json::object request,
                            std::int64_t deadline_ms);

// [worker] Tells everybody who may hear it but the socket `except`.
void say_typing(const BuiltIn& parts, const inbox::Principal& by, const std::string& conversation, bool note, pbay_id except);

}  // namespace patchbay::gateway
