#pragma once
// One loaded copy of a plugin's code, made for one instance: what its pbay_host points at. A generation is
// never freed while the host lives, so that a late call of a plugin meets a refusal instead of freed memory.
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/turn.hpp"
#include "core/host/http_front.hpp"
#include "core/host/loaded_library.hpp"
#include "core/host/metric_names.hpp"
#include "patchbay/pbay.h"

namespace patchbay::host {

struct Switchboard;
class Instance;
class Generation;
class Timers;

enum class Life { created, starting, serving, draining, stopped, failed };

struct Subscription {
  std::string pattern;
  std::uint32_t flags = 0;
  std::uint64_t tag = 0;
};

// Keeps a generation from being stopped. Every request, event, job and call holds one until it is answered.
class Lease {
 public:
  Lease() = default;
  explicit Lease(Generation& generation) : generation_{&generation} {}  // counted already
  Lease(Lease&& other) noexcept : generation_{other.generation_.exchange(nullptr)} {}
  Lease& operator=(Lease&& other) noexcept {
    reset();
    generation_ = other.generation_.exchange(nullptr);
    return *this;
  }
  ~Lease() { reset(); }

  void reset() noexcept;  // [any thread] once is enough
  explicit operator bool() const { return generation_.load() != nullptr; }
  Generation* get() const { return generation_.load(); }
  Generation* operator->() const { return generation_.load(); }

 private:
  std::atomic<Generation*> generation_{nullptr};
};

class Generation {
 public:
  Generation(Switchboard& the_board, Instance& the_instance, int the_number, LoadedLibrary library,
             std::filesystem::path file);
  Generation(const Generation&) = delete;
  ~Generation();

  Switchboard& board;
  Instance& instance;
  const int number;
  const std::filesystem::path file;  // what is loaded
  pbay_host table;                   // lent to the plugin
  const bool concurrent;
  std::atomic<Life> life{Life::created};

  // The plugin and its functions; set by the control thread before `serving`, constant then.
  pbay_plugin* plugin = nullptr;
  const pbay_on_http_1* on_http = nullptr;
  const pbay_on_ws_1* on_ws = nullptr;
  const pbay_on_bus_1* on_bus = nullptr;
  const pbay_on_jobs_1* on_jobs = nullptr;
  const pbay_on_fetch_1* on_fetch = nullptr;
  const pbay_on_admin_1* on_admin = nullptr;
  const pbay_on_state_1* on_state = nullptr;

  // What it registered inside start(); constant once serving.
  std::vector<Route> routes;
  std::vector<Subscription> subscriptions;
  std::map<std::string, std::uint64_t, std::less<>> provided;  // method → tag
  std::vector<std::string> collections;
  // Throws Error{state} outside start() or on another thread.
  void require_starting(std::string_view what) const;

  // Empty unless serving.
  Lease lease();
  // Also while draining: for the answers to what it asked itself (fetches, its own jobs' ends).
  Lease lease_for_rest();
  bool wait_until_unleased(int patience_ms);
  int leases() const { return leases_.load(); }
  // From here on no thread enters it but to end it: what was queued before (a cancel, say) would find it gone.
  // False: somebody inside has not come out within the time.
  bool close(int patience_ms);
  bool is_closed() const { return closed_.load(); }

  // [worker] functions: on the pool, serial unless concurrent. False: full.
  bool post(Task work);
  Turn& turn() { return turn_; }

  MetricNames metrics;
  std::unique_ptr<Timers> timers;
  LoadedLibrary library;
  std::atomic<int> missed_deadlines{0};  // in a row
  std::atomic<bool> hung{false};         // a [control] function never came back

 private:
  friend class Lease;
  friend class Visit;
  void release() noexcept;
  void leave() noexcept;

  std::atomic<int> leases_{0}, inside_{0};
  std::atomic<bool> closed_{false};
  std::mutex mutex_;
  std::condition_variable unleased_, left_;
  Turn turn_;
};

// This thread is inside a generation's code while one lives: the links of the thread's chain of calls.
class Visit {
 public:
  Visit(Generation& generation, bool starting);
  ~Visit();
  Visit(const Visit&) = delete;

  static bool is_on_chain(const Instance& instance);
  static int depth();
  // The generation whose start() this thread runs, else null.
  static const Generation* starting();

 private:
  Generation& generation_;
  Visit* outer_;
  bool starting_;
};

// An exception came out of the plugin, against the rules: it is logged and counted.
void count_escape(Generation& generation, const char* what) noexcept;

// What a thread is inside for: ordinary work ends with close(), the steps of its life go on.
enum class Entry { work, step, start };

// Runs `work` inside the generation. False when an exception came out of it or the generation is closed: what was
// asked counts as failed.
template <class Work>
bool visit(Generation& generation, const char* what, Work&& work, Entry entry = Entry::work) {
  const Visit inside{generation, entry == Entry::start};
  if (entry == Entry::work && generation.is_closed()) return false;
  try {
    work();
    return true;
  } catch (...) {
    count_escape(generation, what);
    return false;
  }
}

}  // namespace patchbay::host
