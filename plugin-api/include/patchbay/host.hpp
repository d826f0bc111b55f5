#pragma once
// What the host does for a plugin. A Host is a handle: copy it where it is needed. Every call is thread-safe
// and synchronous, throws Failure, and may run other plugins' code on this thread, so hold no lock across
// one.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patchbay/store.hpp"

namespace patchbay::inline v1 {

struct FetchAnswer {
  pbay_status failed = PBAY_OK;  // < 0: no (whole) answer came; body says what is known
  int status = 0;                // HTTP
  OwnedFields headers;           // names in lower case
  std::string body;
  std::string_view header(std::string_view name) const noexcept {
    for (const auto& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
};

struct FileEntry {
  std::string name, kind;  // file, dir or refused
  std::uint64_t size = 0;
  std::int64_t mtime = 0;  // Unix ms
  std::string why;         // refused: the reason
};

// Folders and files the operator named; `grant` is the name he gave.
class Files {
 public:
  explicit Files(detail::Runtime* runtime) : runtime_{runtime} {}
  std::vector<FileEntry> list(Ctx ctx, std::string_view grant, std::string_view dir = "") const;
  // At most `max_bytes` from `off`; take(piece) as it comes.
  void read(Ctx ctx, std::string_view grant, std::string_view path, std::uint64_t off,
            std::uint64_t max_bytes, const std::function<void(std::string_view)>& take) const;
  // The whole file; Failure{limit} when it is longer than max_bytes.
  std::string read(Ctx ctx, std::string_view grant, std::string_view path, std::uint64_t max_bytes) const;

 private:
  const pbay_files_1& table() const { return detail::need(runtime_->ifaces.files, PBAY_FILES); }
  detail::Runtime* runtime_;
};

// One metric; record() never blocks and never throws. A counter is added to, a gauge set, a histogram
// observed.
class Metric {
 public:
  Metric() = default;
  Metric(detail::Runtime* runtime, pbay_id id) : runtime_{runtime}, id_{id} {}
  void record(double value = 1, const Fields& labels = {}) const noexcept {
    if (runtime_ != nullptr) runtime_->ifaces.metrics->record(runtime_->host, id_, value, labels.c());
  }

 private:
  detail::Runtime* runtime_ = nullptr;
  pbay_id id_ = 0;
};

class Host {
 public:
  explicit Host(detail::Runtime* runtime) : runtime_{runtime} {}

  const std::string& instance() const noexcept { return runtime_->instance; }
  bool offers(const char* interface_id) const noexcept {
    return runtime_->host->get_iface(runtime_->host, interface_id) != nullptr;
  }
  // A part of this instance's settings as JSON, by RFC 6901 pointer; "null" where there is none.
  std::string config(std::string_view pointer = "") const;
  // Never throws, never blocks. Say no secret; fields are for machines: {{"count", "12"}}.
  void log(pbay_level level, std::string_view message, const Fields& fields = {},
           Ctx ctx = kSelf) const noexcept {
    runtime_->log(ctx, level, message, fields);
  }
  // "I am broken": the host drains this instance and tells the operator why.
  void fail(std::string_view why) const noexcept { runtime_->host->fail(runtime_->host, detail::str(why)); }

  // The reply's JSON. Failure{unsupported} when nobody offers the method: go on without.
  std::string call(Ctx ctx, std::string_view method, std::string_view json = "{}") const;
  // As call(), but nullopt when nobody offers it or who does cannot answer now.
  std::optional<std::string> try_call(Ctx ctx, std::string_view method, std::string_view json = "{}") const;
  // One {"instance","plugin","state"} per provider, in the operator's order.
  std::vector<std::string> providers(Ctx ctx, std::string_view method) const;
  // Events of one key arrive in order. PBAY_DURABLE: stored before this returns, delivered at least once.
  void publish(Ctx ctx, std::string_view topic, std::string_view key, std::string_view json,
               std::uint32_t flags = 0) const;

  Store store() const { return Store{runtime_}; }
  Files files() const { return Files{runtime_}; }

  // Durable work, run at least once by whoever handles the queue. The same `unique` twice is one job while it
  // waits.
  void enqueue(Ctx ctx, std::string_view queue, std::string_view payload, std::string_view unique = "",
               std::uint64_t not_before_ms = 0) const;
  // Runs on a worker. period_ms 0 = once. The id is for cancel_timer().
  std::uint64_t timer(std::uint64_t first_ms, std::uint64_t period_ms, std::function<void()> handler) const;
  void cancel_timer(std::uint64_t id) const noexcept;

  // HTTP out, to hosts plugin.json's "egress" names. `done` runs on a worker, once; an answer over max_bytes
  // is a failure.
  void fetch(Ctx ctx, std::string_view method, std::string_view url, const Fields& headers,
             std::string_view body, std::uint32_t timeout_ms, std::function<void(const FetchAnswer&)> done,
             std::size_t max_bytes = 16u << 20) const;
  // A connected (or listening) descriptor; the caller closes it. `purpose` is one of plugin.json's "network".
  int connect(Ctx ctx, std::string_view purpose, std::string_view host, std::uint16_t port) const;
  int listen(std::string_view name) const;

  // Runs a worker() routine of this plugin in a limited child and returns what it wrote; `take` gets it as it
  // comes.
  std::string run_worker(Ctx ctx, std::string_view routine, std::string_view input,
                         const pbay_limits& limits = {}) const;
  void run_worker(Ctx ctx, std::string_view routine, std::string_view input, const pbay_limits& limits,
                  const std::function<void(std::string_view)>& take) const;

  Metric counter(std::string_view name, std::string_view help) const {
    return metric(PBAY_COUNTER, name, help);
  }
  Metric gauge(std::string_view name, std::string_view help) const { return metric(PBAY_GAUGE, name, help); }
  Metric histogram(std::string_view name, std::string_view help) const {
    return metric(PBAY_HISTOGRAM, name, help);
  }

  detail::Runtime* runtime() const noexcept { return runtime_; }

 private:
  Metric metric(pbay_metric_kind kind, std::string_view name, std::string_view help) const;
  const pbay_host* c() const noexcept { return runtime_->host; }
  detail::Runtime* runtime_;
};

}  // namespace patchbay::inline v1

#include "patchbay/detail/host_calls.hpp"
