// pbay.metrics/1: figures of a plugin, named patchbay_<plugin>_<name> and labelled with its instance.
#include <algorithm>
#include <array>

#include "core/host/instance.hpp"
#include "core/host/interfaces.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::size_t kMaxMetrics = 200;  // of one plugin
constexpr std::size_t kMaxLabels = 6;

std::string full_name(const Generation& self, std::string_view name) {
  std::string out = "patchbay_" + self.instance.manifest.id + "_" + std::string{name};
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

pbay_status define(const pbay_host* host, std::uint32_t kind, pbay_str name, pbay_str help, pbay_id* out,
                   pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    static constexpr std::array kKinds = {Metrics::Kind::counter, Metrics::Kind::gauge,
                                          Metrics::Kind::histogram};
    if (kind >= kKinds.size() || out == nullptr)
      throw Error{Code::invalid, "define(): the kind is counter, gauge or histogram"};
    Metric metric{kKinds[kind], full_name(self, view(name)), std::string{view(help).substr(0, 200)}};
    static_cast<void>(self.board.services.metrics.series(metric.kind, metric.name, metric.help,
                                                         {{"instance", self.instance.name}}));
    *out = self.metrics.add(std::move(metric), kMaxMetrics);
  });
}

void record(const pbay_host* host, pbay_id id, double value, pbay_kvs labels) noexcept {
  static_cast<void>(from_plugin(host, nullptr, [&](Generation& self) {
    const Metric metric = self.metrics.get(id);
    Labels all{{"instance", self.instance.name}};
    if (labels.n > kMaxLabels) throw Error{Code::limit, "a figure has at most 6 labels"};
    for (auto& [key, text] : pairs(labels)) all.emplace_back(key, text.substr(0, 100));
    Metrics::Series& series = self.board.services.metrics.series(metric.kind, metric.name, metric.help, all);
    if (metric.kind == Metrics::Kind::counter && value > 0) series.add(value);
    if (metric.kind == Metrics::Kind::gauge) series.set(value);
    if (metric.kind == Metrics::Kind::histogram) series.observe(value);
  }));
}

constexpr pbay_metrics_1 kMetrics = {define, record};

}  // namespace

pbay_id MetricNames::add(Metric metric, std::size_t limit) {
  const std::lock_guard lock{mutex_};
  for (std::size_t i = 0; i < list_.size(); ++i)
    if (list_[i].name == metric.name) return i + 1;
  if (list_.size() >= limit)
    throw Error{Code::limit, "a plugin has at most " + std::to_string(limit) + " figures"};
  list_.push_back(std::move(metric));
  return list_.size();
}

Metric MetricNames::get(pbay_id id) const {
  const std::lock_guard lock{mutex_};
  if (id == 0 || id > list_.size()) throw Error{Code::gone, "no such figure"};
  return list_[id - 1];
}

const pbay_metrics_1& metrics_interface() {
  return kMetrics;
}

}  // namespace patchbay::host
