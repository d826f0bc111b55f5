#pragma once
// What the parts of the host share. Made by PluginHost, lent to everything below it; the order of the members
// is the order they are taken down in, backwards.
#include <filesystem>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/ticker.hpp"
#include "core/base/worker_pool.hpp"
#include "core/host/asking.hpp"
#include "core/host/control_thread.hpp"
#include "core/host/deliveries.hpp"
#include "core/host/fetching.hpp"
#include "core/host/handoff_router.hpp"
#include "core/host/instance.hpp"
#include "core/host/plugin_host.hpp"
#include "core/host/request_dispatch.hpp"
#include "core/host/runners.hpp"
#include "core/host/scope.hpp"

namespace patchbay::host {

struct Switchboard {
  explicit Switchboard(const Services& lent);
  ~Switchboard();

  void add(std::unique_ptr<Instance> instance);  // before open()
  void fill_providers();                         // after the last add()
  void open();                                   // start() has begun
  void close();                                  // every instance is down

  // Null: no such instance. Constant after the last add().
  Instance* find_instance(std::string_view name) const;

  // The generation's routes but those another instance of the same plugin serves already: routes belong to
  // the plugin.
  std::vector<Route> own_routes(const Generation& generation) const;
  // Throws Error{invalid} when a serial plugin both provides methods and calls others'.
  void check_call_rules(const Instance& instance, std::uint32_t flags) const;
  // Events, jobs and timers of a generation, from serving on.
  void begin_deliveries(Generation& generation);
  void end_deliveries(Generation& generation);
  // Never the same twice: part of a private copy's name.
  int next_copy() { return ++copies_; }

  const Services services;
  HttpFront* front = nullptr;                        // from start() on
  std::filesystem::path run_directory;               // DIR/run
  std::vector<std::unique_ptr<Instance>> instances;  // in the order of the configuration
  ScopeTable scopes;
  Providers providers;
  ControlThread control;
  WorkerPool pool{{}};
  Ticker ticker;
  Sockets sockets{*this};
  Deliveries deliveries{*this};
  Fetching fetching;
  Runners runners{*this};
  RoundsUnderWay rounds;

 private:
  std::unordered_map<std::string_view, Instance*> by_name_;
  int copies_ = 0;
};

}  // namespace patchbay::host
