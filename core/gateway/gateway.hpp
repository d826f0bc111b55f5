#pragma once
// The gateway put together, over the seams its surroundings fill in. Server (server.hpp) fills them with the host's rooms.
#include <memory>
#include <string>

#include "core/config/config.hpp"
#include "core/gateway/accounts.hpp"
#include "core/gateway/setup_link.hpp"
#include "core/gateway/content_search.hpp"
#include "core/gateway/conversation_rooms.hpp"
#include "core/gateway/request_target.hpp"
#include "core/gateway/uploads.hpp"

namespace patchbay::gateway {

class Gateway final {
 public:
  struct Parts {
    RequestTarget& target;
    Accounts& accounts;
    ContentSearch& search;
    Uploads* uploads;      // null: uploads and /files answer 404
    Metrics& metrics;
    const ConversationRooms* rooms = nullptr;  // null: no conversations
  };
  // Binds and starts its threads; answers 503 until ready(). Throws Error{unavailable | invalid}.
  Gateway(const config::Config& config, const Parts& parts);
  ~Gateway();

  host::HttpFront& front();
  std::string address() const;
  void ready();
  void reload(const config::Config& config);
  void stop_accepting();
  void close();
  SetupLink& setup();
  std::int64_t connections() const;

 private:
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace patchbay::gateway
