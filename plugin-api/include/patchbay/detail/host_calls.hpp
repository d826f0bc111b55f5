#pragma once
// The bodies of Host and Files.
#include "patchbay/host.hpp"

namespace patchbay::inline v1 {

inline std::string Host::config(std::string_view pointer) const {
  try {
    std::string json = detail::collect("config", [&](pbay_sink sink, pbay_error* error) {
      return c()->config(c(), detail::str(pointer), sink, error);
    });
    return json.empty() ? "null" : json;
  } catch (const Failure& failure) {
    if (failure.status() == PBAY_E_NOT_FOUND) return "null";
    throw;
  }
}

inline std::string Host::call(Ctx ctx, std::string_view method, std::string_view json) const {
  const auto& bus = detail::need(runtime_->ifaces.bus, PBAY_BUS);
  return detail::collect(method, [&](pbay_sink sink, pbay_error* error) {
    return bus.call(c(), ctx, detail::str(method), detail::str(json), sink, error);
  });
}

inline std::optional<std::string> Host::try_call(Ctx ctx, std::string_view method,
                                                 std::string_view json) const {
  try {
    return call(ctx, method, json);
  } catch (const Failure& failure) {
    if (failure.status() == PBAY_E_UNSUPPORTED || failure.status() == PBAY_E_UNAVAILABLE) return std::nullopt;
    throw;
  }
}

inline std::vector<std::string> Host::providers(Ctx ctx, std::string_view method) const {
  const auto& bus = detail::need(runtime_->ifaces.bus, PBAY_BUS);
  std::vector<std::string> out;
  const auto ask = [&](pbay_sink sink, pbay_error* error) {
    return bus.providers(c(), ctx, detail::str(method), sink, error);
  };
  detail::stream("providers", ask, [&out](std::string_view item) { out.emplace_back(item); });
  return out;
}

inline void Host::publish(Ctx ctx, std::string_view topic, std::string_view key, std::string_view json,
                          std::uint32_t flags) const {
  const auto& bus = detail::need(runtime_->ifaces.bus, PBAY_BUS);
  detail::Outcome outcome;
  outcome.check(
      bus.publish(c(), ctx, detail::str(topic), detail::str(key), detail::str(json), flags, outcome.slot()),
      "publish");
}

inline void Host::enqueue(Ctx ctx, std::string_view queue, std::string_view payload, std::string_view unique,
                          std::uint64_t not_before_ms) const {
  const auto& jobs = detail::need(runtime_->ifaces.jobs, PBAY_JOBS);
  detail::Outcome outcome;
  outcome.check(jobs.enqueue(c(), ctx, detail::str(queue), detail::str(unique), detail::str(payload),
                             not_before_ms, outcome.slot()),
                "enqueue");
}

inline std::uint64_t Host::timer(std::uint64_t first_ms, std::uint64_t period_ms,
                                 std::function<void()> handler) const {
  const auto& jobs = detail::need(runtime_->ifaces.jobs, PBAY_JOBS);
  std::uint64_t tag = 0;
  {
    const std::lock_guard lock{runtime_->mutex};
    tag = ++runtime_->last_tag;
    runtime_->timers[tag] =
        std::make_shared<detail::Timer>(detail::Timer{std::move(handler), period_ms != 0});
  }
  const pbay_status status = jobs.timer(c(), tag, first_ms, period_ms);
  if (status < 0) {
    const std::lock_guard lock{runtime_->mutex};
    runtime_->timers.erase(tag);
  }
  detail::Outcome{}.check(status, "timer");
  return tag;
}

inline void Host::cancel_timer(std::uint64_t id) const noexcept {
  {
    const std::lock_guard lock{runtime_->mutex};
    if (runtime_->timers.erase(id) == 0) return;
  }
  runtime_->ifaces.jobs->timer(c(), id, ~0ull, 0);
}

inline void Host::fetch(Ctx ctx, std::string_view method, std::string_view url, const Fields& headers,
                        std::string_view body, std::uint32_t timeout_ms,
                        std::function<void(const FetchAnswer&)> done, std::size_t max_bytes) const {
  const auto& table = detail::need(runtime_->ifaces.fetch, PBAY_FETCH);
  std::uint64_t tag = 0;
  {
    const std::lock_guard lock{runtime_->mutex};
    tag = ++runtime_->last_tag;
    runtime_->fetches[tag] = detail::Fetch{std::move(done), std::make_shared<FetchAnswer>(), max_bytes};
  }
  detail::Outcome outcome;
  const pbay_status status = table.fetch(c(), ctx, tag, detail::str(method), detail::str(url), headers.c(),
                                         detail::bytes(body), timeout_ms, outcome.slot());
  if (status < 0) {
    const std::lock_guard lock{runtime_->mutex};
    runtime_->fetches.erase(tag);
  }
  outcome.check(status, "fetch");
}

inline int Host::connect(Ctx ctx, std::string_view purpose, std::string_view host, std::uint16_t port) const {
  const auto& net = detail::need(runtime_->ifaces.net, PBAY_NET);
  detail::Outcome outcome;
  std::int32_t fd = -1;
  outcome.check(net.connect(c(), ctx, detail::str(purpose), detail::str(host), port, &fd, outcome.slot()),
                "connect");
  return fd;
}

inline int Host::listen(std::string_view name) const {
  const auto& net = detail::need(runtime_->ifaces.net, PBAY_NET);
  detail::Outcome outcome;
  std::int32_t fd = -1;
  outcome.check(net.listen(c(), detail::str(name), &fd, outcome.slot()), "listen");
  return fd;
}

inline void Host::run_worker(Ctx ctx, std::string_view routine, std::string_view input,
                             const pbay_limits& limits,
                             const std::function<void(std::string_view)>& take) const {
  const auto& worker = detail::need(runtime_->ifaces.worker, PBAY_WORKER);
  const auto ask = [&](pbay_sink sink, pbay_error* error) {
    return worker.run(c(), ctx, detail::str(routine), detail::bytes(input), sink, &limits, error);
  };
  detail::stream(routine, ask, take);
}

inline std::string Host::run_worker(Ctx ctx, std::string_view routine, std::string_view input,
                                    const pbay_limits& limits) const {
  std::string out;
  run_worker(ctx, routine, input, limits, [&out](std::string_view piece) { out += piece; });
  return out;
}

inline Metric Host::metric(pbay_metric_kind kind, std::string_view name, std::string_view help) const {
  const auto& metrics = detail::need(runtime_->ifaces.metrics, PBAY_METRICS);
  detail::Outcome outcome;
  pbay_id id = 0;
  outcome.check(metrics.define(c(), kind, detail::str(name), detail::str(help), &id, outcome.slot()),
                "define");
  return Metric{runtime_, id};
}

inline std::vector<FileEntry> Files::list(Ctx ctx, std::string_view grant, std::string_view dir) const {
  std::vector<FileEntry> out;
  const auto ask = [&](pbay_sink sink, pbay_error* error) {
    return table().list(runtime_->host, ctx, detail::str(grant), detail::str(dir), sink, error);
  };
  detail::stream("list", ask, [&out](std::string_view item) {
    out.push_back({json_text::string_or(item, "name", ""), json_text::string_or(item, "kind", ""),
                   static_cast<std::uint64_t>(json_text::integer_or(item, "size", 0)),
                   json_text::integer_or(item, "mtime", 0), json_text::string_or(item, "why", "")});
  });
  return out;
}

inline void Files::read(Ctx ctx, std::string_view grant, std::string_view path, std::uint64_t off,
                        std::uint64_t max_bytes, const std::function<void(std::string_view)>& take) const {
  const auto ask = [&](pbay_sink sink, pbay_error* error) {
    return table().read(runtime_->host, ctx, detail::str(grant), detail::str(path), off, max_bytes, sink,
                        error);
  };
  detail::stream("read", ask, take);
}

inline std::string Files::read(Ctx ctx, std::string_view grant, std::string_view path,
                               std::uint64_t max_bytes) const {
  std::string out;
  read(ctx, grant, path, 0, max_bytes + 1, [&out](std::string_view piece) { out += piece; });
  if (out.size() > max_bytes)
    throw Failure{PBAY_E_LIMIT,
                  std::string{path} + " is longer than " + std::to_string(max_bytes) + " bytes"};
  return out;
}

}  // namespace patchbay::inline v1
