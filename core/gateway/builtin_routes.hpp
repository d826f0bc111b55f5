#pragma once
// The host's own routes, whatever is on.
#include <functional>
#include <string>
#include <vector>

#include "core/gateway/accounts.hpp"
#include "core/gateway/answers.hpp"
#include "core/gateway/content_search.hpp"
#include "core/gateway/conversation_rooms.hpp"
#include "core/gateway/file_parts.hpp"
#include "core/gateway/rate_limiter.hpp"
#include "core/gateway/request_pipeline.hpp"
#include "core/gateway/session_cache.hpp"
#include "core/gateway/setup_link.hpp"
#include "core/gateway/uploads.hpp"

namespace patchbay::gateway {

class Live;

struct BuiltIn {
  RequestTarget& target;
  Accounts& accounts;
  ContentSearch& search;
  Uploads* uploads;
  Metrics& metrics;
  Answers& answers;
  Assets& assets;
  SessionCache& sessions;
  RateLimiter& limiter;
  RequestPipeline& pipeline;
  Sockets& sockets;
  SetupLink& setup;
  const ConversationRooms* rooms;  // null: no conversations
  const FileParts& files;
  Live& live;
};

using Handler = void (*)(const BuiltIn&, const ExchangePtr&);

// An endpoint of the gateway itself.
Endpoint own_route(const BuiltIn& parts, std::string methods, std::string pattern, std::uint32_t level, Handler handler,
                   std::string limit = {});

std::vector<Endpoint> builtin_routes(const BuiltIn& parts);

void add_health_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_search_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_session_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_sign_in_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_two_step_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_widget_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_upload_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_journey_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_bus_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_description_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_setup_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_conversation_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_message_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_contact_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_desk_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_handoff_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);
void add_socket_routes(const BuiltIn& parts, std::vector<Endpoint>& routes);

}  // namespace patchbay::gateway
