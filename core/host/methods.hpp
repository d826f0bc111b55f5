#pragma once
// The host's own methods, in files by subject; the table is in methods.cpp.
#include "core/host/asking.hpp"

namespace patchbay::host::methods {

// methods_content.cpp
json::value search_query(Switchboard& board, const Question& question, const json::object& args);
json::value content_passage(Switchboard& board, const Question& question, const json::object& args);
json::value teach_list(Switchboard& board, const Question& question, const json::object& args);
json::value cache_drop(Switchboard& board, const Question& question, const json::object& args);
json::value files_grants(Switchboard& board, const Question& question, const json::object& args);

// methods_people.cpp
json::value session_actor(Switchboard& board, const Question& question, const json::object& args);
json::value agent_list(Switchboard& board, const Question& question, const json::object& args);
json::value hours_get(Switchboard& board, const Question& question, const json::object& args);
json::value journey_record(Switchboard& board, const Question& question, const json::object& args);
json::value journey_get(Switchboard& board, const Question& question, const json::object& args);
json::value frame_send(Switchboard& board, const Question& question, const json::object& args);
json::value pathway_list(Switchboard& board, const Question& question, const json::object& args);
json::value site_get(Switchboard& board, const Question& question, const json::object& args);

// methods_insight.cpp
json::value journey_scan(Switchboard& board, const Question& question, const json::object& args);
json::value journey_counters(Switchboard& board, const Question& question, const json::object& args);
json::value search_gaps(Switchboard& board, const Question& question, const json::object& args);

// methods_inbox.cpp
json::value contact_get(Switchboard& board, const Question& question, const json::object& args);
json::value contact_upsert(Switchboard& board, const Question& question, const json::object& args);
json::value contact_merge(Switchboard& board, const Question& question, const json::object& args);
json::value contact_orders(Switchboard& board, const Question& question, const json::object& args);
json::value conversation_open(Switchboard& board, const Question& question, const json::object& args);
json::value conversation_get(Switchboard& board, const Question& question, const json::object& args);
json::value conversation_list(Switchboard& board, const Question& question, const json::object& args);
json::value conversation_assign(Switchboard& board, const Question& question, const json::object& args);
json::value conversation_close(Switchboard& board, const Question& question, const json::object& args);
json::value conversation_update(Switchboard& board, const Question& question, const json::object& args);
json::value conversation_merge(Switchboard& board, const Question& question, const json::object& args);
json::value conversation_split(Switchboard& board, const Question& question, const json::object& args);
json::value message_list(Switchboard& board, const Question& question, const json::object& args);

// methods_messages.cpp
json::value message_append(Switchboard& board, const Question& question, const json::object& args);
json::value message_update(Switchboard& board, const Question& question, const json::object& args);
json::value message_ingest(Switchboard& board, const Question& question, const json::object& args);
json::value handoff_request(Switchboard& board, const Question& question, const json::object& args);
json::value handoff_accept(Switchboard& board, const Question& question, const json::object& args);
json::value handoff_pass(Switchboard& board, const Question& question, const json::object& args);
json::value handoff_close(Switchboard& board, const Question& question, const json::object& args);

}  // namespace patchbay::host::methods
