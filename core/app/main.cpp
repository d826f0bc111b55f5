// The whole program on one screen: what it is made of, in the order of its making, and how it ends.
#include <Poco/Util/ServerApplication.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "core/app/admin_socket.hpp"
#include "core/app/data_directory.hpp"
#include "core/app/program.hpp"
#include "core/app/rooms.hpp"
#include "core/app/serve.hpp"
#include "core/base/log.hpp"
#include "core/gateway/server.hpp"

namespace patchbay::app {
namespace {

int serve(const Invocation& invocation) {
  prepare_process();
  const config::Config config = config_for_serving(invocation);
  const DataDirectory data = DataDirectory::take(invocation.data_directory(config), "serve");
  keep_output(invocation, data.path());
  Rooms rooms{config, data.path()};  // store, search, inbox, plugins: nothing loaded yet
  gateway::Server server{config, rooms.plugins, rooms.inbox, rooms.index,
                         rooms.metrics, rooms.database.get(), &rooms.blobs,
                         conversation_rooms(rooms)};  // binds; 503 until ready
  Reload reload{config, invocation.config_path(), rooms, server};
  rooms.plugins.start(server.front());
  rooms.keeper.start();
  server.ready();
  auto admin = std::make_unique<AdminSocket>(rooms, data.descriptor(), own_operations(reload, server));
  log::info("app", "ready", {{"address", server.address()}, {"data", data.path()}});
  offer_first_admin(rooms, server, invocation.terminal);

  invocation.signals.run([&] { reload.run_and_log(); });  // returns when asked to stop

  log::info("app", "stopping");
  server.stop_accepting();
  admin.reset();          // commands under way are cancelled
  rooms.plugins.drain();  // sockets still open: late answers arrive
  server.close();
  return rooms.plugins.stop();
}

class Patchbay final : public Poco::Util::ServerApplication {
  // The command line is Program's: a command has options of its own.
  void defineOptions(Poco::Util::OptionSet&) override { stopOptionsProcessing(); }
  int main(const std::vector<std::string>& arguments) override {
    std::filesystem::current_path(
        start_);  // a daemon was sent to "/", which is not where the paths were typed
    return Program{serve}.run(arguments);
  }

  const std::filesystem::path start_ = std::filesystem::current_path();
};

}  // namespace
}  // namespace patchbay::app

POCO_SERVER_MAIN(patchbay::app::Patchbay)
