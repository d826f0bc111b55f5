#pragma once
// `patchbay serve`: the composition of the running program stands in main.cpp; here is what it needs at the
// edges.
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/app/admin_socket.hpp"
#include "core/app/command.hpp"
#include "core/app/rooms.hpp"
#include "core/gateway/server.hpp"

namespace patchbay::app {

// The configuration with --listen applied; starts the log as it says.
config::Config config_for_serving(const Invocation& invocation);

// Puts the output of a --daemon where it can be read: DIR/patchbay.log.
void keep_output(const Invocation& invocation, const std::string& directory);

// What the machine allows this process: as many descriptors as it may, no core files with people's data.
void prepare_process();

// What the front asks of the rooms about conversations.
gateway::ConversationRooms conversation_rooms(Rooms& rooms);

// Where nobody can sign in yet: prints the link with which the first admin is made.
void offer_first_admin(Rooms& rooms, const gateway::Server& server, Terminal& terminal);

// SIGHUP and `config reload`: reads the files again and applies what can be applied to rooms and server.
class Reload {
 public:
  Reload(config::Config running, std::string path, Rooms& rooms, gateway::Server& server);

  // For a signal: nobody waits for the answer, the log has it.
  void run_and_log() noexcept;
  // What was done and what waits for a restart, a line each. A file with an error changes nothing: UsageError
  // with every problem. [any thread]
  std::vector<std::string> run();

 private:
  std::mutex mutex_;
  config::Config running_;
  const std::string path_;
  Rooms& rooms_;
  gateway::Server& server_;
};

// What only the running host can be asked: config.reload, setup.open, setup.wait. Both are lent.
std::map<std::string, AdminSocket::Own> own_operations(Reload& reload, gateway::Server& server);

}  // namespace patchbay::app
