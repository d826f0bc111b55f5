#pragma once
// The one door for customers: HTTP/1.1 and WebSocket behind the request gate, TLS, limits, sessions, route table, page cache.
#include <memory>
#include <optional>
#include <string>

#include "core/base/metrics.hpp"
#include "core/config/config.hpp"
#include "core/gateway/setup_link.hpp"
#include "core/gateway/conversation_rooms.hpp"
#include "core/host/plugin_host.hpp"
#include "core/inbox/inbox.hpp"
#include "core/search/index.hpp"
#include "core/store/blobs.hpp"
#include "core/store/database.hpp"

namespace patchbay::gateway {

class Server final {
 public:
  // Binds; answers 503 until ready(). Throws Error{unavailable} naming the address and what holds it.
  // Without database and blobs there are no uploads, without rooms no conversations.
  Server(const config::Config& config, host::PluginHost& plugins, inbox::Inbox& inbox, search::Index& index, Metrics& metrics,
         store::Database* database = nullptr, store::Blobs* blobs = nullptr, std::optional<ConversationRooms> rooms = {});
  ~Server();

  host::HttpFront& front();
  std::string address() const;     // "127.0.0.1:8080", the real port where 0 was asked
  SetupLink& setup();              // of `patchbay setup`
  void ready();                    // from here on routes are served
  void reload(const config::Config& config);  // what can change while running: limits, certificate, site
  void stop_accepting();
  void close();                    // sockets get 1012, requests under way end (at most 10 s)

 private:
  struct Seams;
  std::unique_ptr<Seams> seams_;
};

}  // namespace patchbay::gateway
