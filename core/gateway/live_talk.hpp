#pragma once
// What one live client says about conversations: send, seen, handoff, typing, viewing. On the socket's loop; what reads the store
// goes to a worker and answers through Live.
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/settings.hpp"
#include "core/inbox/conversations.hpp"

namespace patchbay::gateway {

class LiveTalk {
 public:
  // `address` is the key of limits that count by it.
  LiveTalk(const BuiltIn& parts, std::weak_ptr<Socket> socket, std::shared_ptr<const Settings> settings, std::string address);
  void become(const inbox::Principal& who) { who_ = who; }

  // Errors are the client's to hear: the caller answers them.
  void send(const json::object& frame);
  void seen(const json::object& frame);
  void handoff(const json::object& frame);
  void typing(const json::object& frame);
  void viewing(const json::object& frame);

 private:
  struct Seen {
    std::int64_t delivered = 0, read = 0;
  };
  bool needs_worker(const inbox::Draft& draft) const;
  void send_next();
  void prepare(inbox::Draft draft);
  void append(const std::shared_ptr<Socket>& socket, const inbox::Principal& by, inbox::Draft draft) const;
  void store_seen();
  // On a worker; what it throws is told with this ref.
  void work(const char* ref, std::function<void(const inbox::Principal& by, const std::shared_ptr<Socket>& socket)> job);

  const BuiltIn& parts_;
  const std::weak_ptr<Socket> socket_;  // owns the peer that owns this
  const std::shared_ptr<const Settings> settings_;
  const std::string address_;
  inbox::Principal who_;
  std::vector<inbox::Draft> drafts_;  // behind one that is being prepared: they are sent in order
  bool preparing_ = false, storing_ = false;
  std::map<std::string, Seen> seen_;  // by conversation; not yet stored
  std::unordered_map<std::string, std::int64_t> typed_ms_;
};

// {"type":"error","cmid"|"ref","code","detail"}
std::string live_error(std::string_view member, std::string_view value, std::string_view code, std::string_view detail);
std::string live_error(std::string_view member, std::string_view value, const std::exception_ptr& error);

}  // namespace patchbay::gateway
