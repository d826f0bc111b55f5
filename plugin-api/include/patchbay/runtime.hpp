#pragma once
// What one instance of a plugin keeps about its host: the interface tables and who handles which tag. Plugin
// authors never see it; Host, Store, Request and Plugin are handles on it.
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "patchbay/fields.hpp"

namespace patchbay::inline v1 {

class Call;
class DeferredReply;
class Event;
class Job;
class Request;
struct FetchAnswer;
struct SocketHandlers;

namespace detail {

struct Interfaces {
  const pbay_http_1* http = nullptr;
  const pbay_ws_1* ws = nullptr;
  const pbay_bus_1* bus = nullptr;
  const pbay_store_1* store = nullptr;
  const pbay_jobs_1* jobs = nullptr;
  const pbay_fetch_1* fetch = nullptr;
  const pbay_net_1* net = nullptr;
  const pbay_files_1* files = nullptr;
  const pbay_worker_1* worker = nullptr;
  const pbay_metrics_1* metrics = nullptr;

  explicit Interfaces(const pbay_host* host) {
    ask(host, PBAY_HTTP, http);
    ask(host, PBAY_WS, ws);
    ask(host, PBAY_BUS, bus);
    ask(host, PBAY_STORE, store);
    ask(host, PBAY_JOBS, jobs);
    ask(host, PBAY_FETCH, fetch);
    ask(host, PBAY_NET, net);
    ask(host, PBAY_FILES, files);
    ask(host, PBAY_WORKER, worker);
    ask(host, PBAY_METRICS, metrics);
  }

 private:
  template <class Table>
  static void ask(const pbay_host* host, const char* id, const Table*& out) {
    out = static_cast<const Table*>(host->get_iface(host, id));
  }
};

struct Route {
  std::function<void(const Request&)> handle;
  std::size_t socket = 0;  // 1 + index into sockets for a WebSocket route
};
struct Provider {
  std::function<void(const Call&, DeferredReply)> handle;
};
struct Timer {
  std::function<void()> handle;
  bool periodic = false;
};
struct Fetch {
  std::function<void(const FetchAnswer&)> done;
  std::shared_ptr<FetchAnswer> answer;
  std::size_t max_bytes = 0;
};
struct Late {
  std::shared_ptr<std::atomic<bool>> cancelled;
  std::function<void(std::string_view chunk, bool last)> body;
};
using WorkerRoutine =
    std::function<void(std::string_view input, const std::function<void(std::string_view)>& emit)>;

struct Runtime {
  Runtime(const pbay_host* h, pbay_str name) : host{h}, instance{view(name)}, ifaces{h} {}

  const pbay_host* host;
  std::string instance;
  Interfaces ifaces;

  // Written inside start() (routines: in the constructor), read-only while serving: no lock. A tag is index
  // + 1.
  std::vector<Route> routes;
  std::vector<std::shared_ptr<const SocketHandlers>> sockets;
  std::vector<std::function<void(const Event&)>> subscriptions;
  std::vector<Provider> providers;
  std::unordered_map<std::string, std::function<void(const Job&)>> queues;
  std::unordered_map<std::string, WorkerRoutine> routines;

  // Changes while serving; never held across a host call or a handler.
  std::mutex mutex;
  std::uint64_t last_tag = 0;
  std::unordered_map<std::uint64_t, std::shared_ptr<Timer>> timers;
  std::unordered_map<std::uint64_t, Fetch> fetches;
  std::unordered_map<pbay_id, Late> late;
  std::unordered_map<pbay_id, std::size_t> conns;

  void log(Ctx ctx, pbay_level level, std::string_view message, const Fields& fields = {}) const noexcept {
    host->log(host, ctx, level, str(message), fields.c());
  }
};

// The table, or a Failure that says what to write where.
template <class Table>
const Table& need(const Table* table, const char* id) {
  if (table == nullptr)
    throw Failure{PBAY_E_UNSUPPORTED, std::string{"this host lends no "} + id + " here; list it in `needs`"};
  return *table;
}

template <class Ask>
std::string collect(std::string_view what, Ask&& ask) {
  std::string out;
  Outcome outcome;
  Sink sink{[&out](std::string_view item) { out += item; }};
  const pbay_status status = ask(sink.c(), outcome.slot());
  sink.rethrow();
  outcome.check(status, what);
  return out;
}

template <class Ask, class Take>
void stream(std::string_view what, Ask&& ask, Take&& take) {
  Outcome outcome;
  Sink<std::remove_reference_t<Take>&> sink{take};
  const pbay_status status = ask(sink.c(), outcome.slot());
  sink.rethrow();
  outcome.check(status, what);
}

}  // namespace detail
}  // namespace patchbay::inline v1
