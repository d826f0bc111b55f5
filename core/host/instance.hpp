#pragma once
// One [plugin.NAME] table: a plugin's settings, its state, and the generation that serves now.
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/metrics.hpp"
#include "core/config/config.hpp"
#include "core/host/egress.hpp"
#include "core/host/generation.hpp"
#include "core/host/manifest.hpp"
#include "core/host/plugin_host.hpp"

namespace patchbay::host {

// What is counted per instance.
struct Figures {
  Metrics::Series &requests, &calls, &events, &jobs, &errors, &leaks, &seconds;
  static Figures of(Metrics& metrics, const std::string& instance);
};

class Instance {
 public:
  Instance(Metrics& metrics, config::PluginTable the_table, Manifest the_manifest);
  Instance(const Instance&) = delete;

  const config::PluginTable table;
  const Manifest manifest;
  const std::string name;
  const json::value settings;  // table.settings, for pointers into it
  const Egress egress;

  // The serving generation's lease; empty when none serves. [any thread, no lock]
  Lease lease();
  Generation* current() const { return current_.load(); }

  void set(State state, std::string why = {});
  State state() const;
  std::string why() const;
  const Figures& figures() const { return figures_; }

  // Keeps every generation for the host's life. [control]
  Generation& add(std::unique_ptr<Generation> generation);
  void serve(Generation* generation) { current_.store(generation); }
  int next_number() const { return static_cast<int>(generations_.size()) + 1; }

  // At most 200 lines a second reach the log; false: this one does not.
  bool may_log(std::int64_t steady_ms);

 private:
  std::atomic<Generation*> current_{nullptr};
  mutable std::mutex mutex_;
  State state_ = State::found;
  std::string why_;
  std::vector<std::unique_ptr<Generation>> generations_;
  Figures figures_;
  std::atomic<std::int64_t> log_second_{0};
  std::atomic<int> log_lines_{0};
};

}  // namespace patchbay::host
