#pragma once
// What a FakeHost is inside. One mutex guards it and is never held while the plugin runs or a sink is fed.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "documents.hpp"
#include "loan.hpp"
#include "patchbay/fake_host.hpp"

namespace patchbay {

struct FakeHost::State {
  enum class Phase { absent, creating, created, starting, serving, draining, stopped };

  struct Route {
    std::string methods, pattern;
    std::uint32_t flags = 0;
    std::uint64_t tag = 0;
  };
  struct Subscription {
    std::string pattern;
    std::uint32_t flags = 0;
    std::uint64_t tag = 0;
  };
  struct Asked {  // a request that is being answered
    FakeAnswer answer;
    bool begun = false, done = false;
  };
  struct Called {  // a call of a method the plugin provides
    std::optional<std::pair<pbay_status, std::string>> reply;
    int cancel_after = -1;
  };
  struct Timer {
    std::uint64_t at_ms = 0, period_ms = 0;
  };
  struct Blob {
    std::string type, bytes;
    bool complete = false;
  };
  struct Provider {
    std::string instance;
    Reply reply;
  };
  struct Metric {
    std::uint32_t kind = 0;
    std::string name;
    double value = 0;
  };

  State(const pbay_entry_t& plugin_entry, std::string name);

  // ---- the plugin ----
  const pbay_entry_t& entry;
  std::string instance;
  pbay_host host{};
  pbay_plugin* plugin = nullptr;
  const pbay_on_http_1* on_http = nullptr;
  const pbay_on_ws_1* on_ws = nullptr;
  const pbay_on_bus_1* on_bus = nullptr;
  const pbay_on_jobs_1* on_jobs = nullptr;
  const pbay_on_fetch_1* on_fetch = nullptr;
  const pbay_on_worker_1* on_worker = nullptr;
  const pbay_on_admin_1* on_admin = nullptr;
  const pbay_on_state_1* on_state = nullptr;

  mutable std::mutex mutex;
  std::condition_variable changed;
  Phase phase = Phase::absent;
  std::thread::id control;
  bool failed = false;

  mutable fake::LoanBook loans;

  // ---- what the test set up ----
  std::string config = "{}";
  std::set<std::string> withheld;
  std::map<std::string, std::string> grants;
  std::map<std::string, int> sockets_out;
  std::map<std::string, std::vector<Provider>> providers;
  std::vector<std::pair<std::string, FakeAnswer>> fetch_answers;
  std::map<std::string, std::pair<pbay_status, int>> refusals;
  int cancel_after = -1;

  // ---- what the plugin registered ----
  std::vector<Route> routes;
  std::vector<Subscription> subscriptions;
  std::map<std::string, std::uint64_t> provides;

  // ---- what is going on ----
  pbay_id last_id = 0;
  std::map<pbay_ctx, FakeActor> scopes;
  std::map<pbay_id, Asked> asked;
  std::map<pbay_id, Called> called;
  std::map<pbay_id, std::optional<pbay_status>> deliveries;
  std::map<pbay_id, std::pair<FakeSocket, FakeActor>> sockets;
  std::map<std::uint64_t, Timer> timers;
  std::uint64_t now_ms = 0;
  std::deque<FakeJob> jobs;
  std::map<pbay_id, std::optional<std::pair<pbay_status, std::uint32_t>>> running_jobs;
  std::deque<std::pair<std::uint64_t, FakeFetch>> waiting_fetches;
  fake::Documents documents;
  std::map<std::string, Blob> blobs;
  std::map<pbay_id, Metric> metrics;

  // ---- what is kept for the test ----
  std::vector<FakeLog> logs;
  std::vector<FakeEvent> published;
  std::vector<std::pair<std::string, std::string>> calls;
  std::vector<std::string> progress;
  std::vector<FakeFetch> fetches;
  std::vector<std::string> violations, trace;

  // ---- helpers of the tables ----
  static State& of(const pbay_host* host) noexcept { return *static_cast<State*>(host->impl); }
  std::unique_lock<std::mutex> locked() const { return std::unique_lock{mutex}; }
  pbay_id next_id() { return ++last_id; }  // locked
  // At the start of every host call: is it allowed now, is it told to fail. Throws Failure.
  void enter(const char* function, bool registers = false);
  [[noreturn]] void violate(const std::string& what, pbay_status status);
  void note(const std::string& what);
  std::string text(pbay_str value, const char* what);  // checked: pointer, UTF-8
  FakeHeaders fields(pbay_kvs values);
  FakeActor actor(pbay_ctx ctx);  // violates on one that has ended
  fake::Reader reader(pbay_ctx ctx);
  pbay_ctx open_scope(const FakeActor& actor);
  void close_scope(pbay_ctx ctx);
  // Throws what the status and the error say.
  static void check(pbay_status status, const pbay_error& error);
  static pbay_bytes bytes(std::string_view text) noexcept { return detail::bytes(text); }
  // Feeds a sink, the mutex not held; Failure{stop} when it wants no more.
  void put(const pbay_sink& sink, std::string_view item);

  const Route* find_route(std::string_view method, std::string_view path, FakeHeaders& params,
                          bool& other_method) const;
  void stop();
  void wait_for(const std::function<bool()>& done);
  int settle();

  // Calls the plugin; an exception that leaves it is a violation and becomes Failure{internal}.
  template <class Work>
  auto cross(const char* function, Work&& work) {
    try {
      return work();
    } catch (...) {
      violate(std::string{function} + " let an exception cross the ABI", PBAY_E_INTERNAL);
    }
  }
  int patience_ms = 5000;  // with late answers

  // The tables this host lends.
  static const pbay_http_1 kHttp;
  static const pbay_ws_1 kWs;
  static const pbay_bus_1 kBus;
  static const pbay_store_1 kStore;
  static const pbay_jobs_1 kJobs;
  static const pbay_fetch_1 kFetch;
  static const pbay_net_1 kNet;
  static const pbay_files_1 kFiles;
  static const pbay_worker_1 kWorker;
  static const pbay_metrics_1 kMetrics;
};

namespace fake {

// The body of one host call: allowed?, told to fail?, then `work(state)`; what it throws becomes the status.
template <class Work>
pbay_status enter(const pbay_host* host, const char* function, pbay_error* error, Work&& work,
                  bool registers = false) noexcept {
  FakeHost::State& state = FakeHost::State::of(host);
  return detail::guard_into(error, [&] {
    state.enter(function, registers);
    work(state);
  });
}

bool is_utf8(std::string_view text) noexcept;

}  // namespace fake
}  // namespace patchbay
