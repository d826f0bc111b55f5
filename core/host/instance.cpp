#include "core/host/instance.hpp"

#include "core/base/log.hpp"

namespace patchbay::host {
namespace {

constexpr int kLogLinesPerSecond = 200;

}  // namespace

Figures Figures::of(Metrics& metrics, const std::string& instance) {
  const Labels labels{{"instance", instance}};
  using Kind = Metrics::Kind;
  return {
      metrics.series(Kind::counter, "patchbay_plugin_requests_total", "HTTP requests handed to a plugin.",
                     labels),
      metrics.series(Kind::counter, "patchbay_plugin_calls_total", "Method calls a plugin answered.", labels),
      metrics.series(Kind::counter, "patchbay_plugin_events_total", "Events delivered to a plugin.", labels),
      metrics.series(Kind::counter, "patchbay_plugin_jobs_total", "Jobs and timers run by a plugin.", labels),
      metrics.series(Kind::counter, "patchbay_plugin_errors_total", "Work of a plugin that failed.", labels),
      metrics.series(Kind::counter, "patchbay_plugin_leaks_total",
                     "What a plugin left behind or did too late.", labels),
      metrics.series(Kind::histogram, "patchbay_plugin_seconds",
                     "Time inside a plugin's request and call handlers.", labels)};
}

Instance::Instance(Metrics& metrics, config::PluginTable the_table, Manifest the_manifest)
    : table{std::move(the_table)},
      manifest{std::move(the_manifest)},
      name{table.instance},
      settings(table.settings),
      egress{manifest.egress, settings},
      figures_{Figures::of(metrics, name)} {}

Lease Instance::lease() {
  Generation* generation = current_.load();
  return generation == nullptr ? Lease{} : generation->lease();
}

void Instance::set(State state, std::string why) {
  const std::lock_guard lock{mutex_};
  state_ = state;
  why_ = std::move(why);
}
State Instance::state() const {
  const std::lock_guard lock{mutex_};
  return state_;
}
std::string Instance::why() const {
  const std::lock_guard lock{mutex_};
  return why_;
}

Generation& Instance::add(std::unique_ptr<Generation> generation) {
  generations_.push_back(std::move(generation));
  return *generations_.back();
}

bool Instance::may_log(std::int64_t steady_ms) {
  const std::int64_t second = steady_ms / 1000;
  if (log_second_.exchange(second) != second) {
    const int before = log_lines_.exchange(0);
    if (before > kLogLinesPerSecond)
      log::warn(name, "the plugin logs too much; lines were left out",
                {{"lines", std::to_string(before - kLogLinesPerSecond)}});
  }
  return log_lines_.fetch_add(1) < kLogLinesPerSecond;
}

}  // namespace patchbay::host
