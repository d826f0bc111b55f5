#include "core/host/methods.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace patchbay::host {
namespace {

constexpr std::array<std::pair<std::string_view, HostMethod>, 36> kMethods = {{
    {"agent.list@1", methods::agent_list},
    {"cache.drop@1", methods::cache_drop},
    {"contact.get@1", methods::contact_get},
    {"contact.merge@1", methods::contact_merge},
    {"contact.orders@1", methods::contact_orders},
    {"contact.upsert@1", methods::contact_upsert},
    {"content.passage@1", methods::content_passage},
    {"conversation.assign@1", methods::conversation_assign},
    {"conversation.close@1", methods::conversation_close},
    {"conversation.get@1", methods::conversation_get},
    {"conversation.list@1", methods::conversation_list},
    {"conversation.merge@1", methods::conversation_merge},
    {"conversation.open@1", methods::conversation_open},
    {"conversation.split@1", methods::conversation_split},
    {"conversation.update@1", methods::conversation_update},
    {"files.grants@1", methods::files_grants},
    {"frame.send@1", methods::frame_send},
    {"handoff.accept@1", methods::handoff_accept},
    {"handoff.close@1", methods::handoff_close},
    {"handoff.pass@1", methods::handoff_pass},
    {"handoff.request@1", methods::handoff_request},
    {"hours.get@1", methods::hours_get},
    {"journey.counters@1", methods::journey_counters},
    {"journey.get@1", methods::journey_get},
    {"journey.record@1", methods::journey_record},
    {"journey.scan@1", methods::journey_scan},
    {"message.append@1", methods::message_append},
    {"message.ingest@1", methods::message_ingest},
    {"message.list@1", methods::message_list},
    {"message.update@1", methods::message_update},
    {"pathway.list@1", methods::pathway_list},
    {"search.gaps@1", methods::search_gaps},
    {"search.query@1", methods::search_query},
    {"session.actor@1", methods::session_actor},
    {"site.get@1", methods::site_get},
    {"teach.list@1", methods::teach_list},
}};

}  // namespace

HostMethod find_host_method(std::string_view method) {
  const auto found = std::find_if(kMethods.begin(), kMethods.end(),
                                  [method](const auto& entry) { return entry.first == method; });
  return found == kMethods.end() ? nullptr : found->second;
}

std::vector<std::string> host_methods() {
  std::vector<std::string> out;
  for (const auto& [name, method] : kMethods) out.emplace_back(name);
  return out;
}

}  // namespace patchbay::host
