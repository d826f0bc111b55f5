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
json::value journey_record(Switchboard& board, const Question& question, const json::object& args);
json::value journey_get(Switchboard& board, const Question& question, const json::object& args);
json::value frame_send(Switchboard& board, const Question& question, const json::object& args);
json::value pathway_list(Switchboard& board, const Question& question, const json::object& args);
json::value site_get(Switchboard& board, const Question& question, const json::object& args);

// methods_insight.cpp
json::value journey_scan(Switchboard& board, const Question& question, const json::object& args);
json::value journey_counters(Switchboard& board, const Question& question, const json::object& args);
json::value search_gaps(Switchboard& board, const Question& question, const json::object& args);

}  // namespace patchbay::host::methods
