#pragma once
// The host's side of DIR/admin.sock: runs the operations that commands ask for, each on a thread of its own.
#include <atomic>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "core/app/admin_wire.hpp"
#include "core/app/operation.hpp"

namespace patchbay::app {

class AdminSocket {
 public:
  using Own = std::function<json::value(const Call&)>;

  // Listens from here on. `own` are operations only the running host has, by name ("config.reload").
  AdminSocket(Rooms& rooms, int folder, std::map<std::string, Own> own);
  // No new requests; those under way are cancelled and waited for.
  ~AdminSocket();

 private:
  struct Visit {
    std::thread thread;
    int socket = -1;
    std::atomic<bool> over{false};
  };
  void accept_all();
  void serve(Wire wire);
  json::value answer(const json::object& request, Wire& wire);
  void join_finished();

  Rooms& rooms_;
  const std::map<std::string, Own> own_;
  Descriptor listener_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;  // guards visits_
  std::list<Visit> visits_;
  std::thread thread_;
};

}  // namespace patchbay::app
