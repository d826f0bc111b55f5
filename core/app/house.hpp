#pragma once
// Where a command's operations run: in the host that holds the data directory, else in this process, which
// then opens the store itself and starts just the plugins that are needed.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/app/admin_wire.hpp"
#include "core/app/data_directory.hpp"
#include "core/app/operation.hpp"
#include "core/app/signals.hpp"
#include "core/app/terminal.hpp"

namespace patchbay::app {

class House {
 public:
  struct Request {
    std::string op;
    json::object args;
    std::vector<std::pair<std::string, int>> files;  // lent
    std::vector<std::string> plugins;                // instances it needs, where no host runs
    bool host_only = false;                          // makes no sense without one
  };

  // Nothing is opened before the first run(). `config` is lent.
  House(const config::Config& config, std::string directory, Terminal& terminal, Signals& signals);
  ~House();

  // The operation's result. Throws what it threw, UnreachableError, or Error{cancelled} after Ctrl-C.
  json::value run(const Request& request);
  bool host_runs();

 private:
  json::value ask_host(const Request& request);
  json::value run_here(const Request& request);

  const config::Config& config_;
  const std::string directory_;
  Terminal& terminal_;
  Signals& signals_;
};

}  // namespace patchbay::app
