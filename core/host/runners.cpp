#include "core/host/runners.hpp"

#include <algorithm>
#include <chrono>
#include <future>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/host/instance.hpp"
#include "core/host/plugin_files.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr int kMaxRunning = 8, kMaxIdle = 2;
constexpr std::int64_t kIdleMs = 30'000;
constexpr std::int64_t kPatienceMs = 10'000;

std::int64_t steady_ms() {
  return SystemClock{}.steady_ms();
}

std::unique_ptr<runner::Child> start_child(const Generation& generation) {
  return std::make_unique<runner::Child>(runner::Launch{sibling_program("patchbay-runner").string(),
                                                        generation.file.string(), generation.instance.name,
                                                        generation.instance.settings});
}

}  // namespace

void Runners::run(Generation& generation, std::string_view routine, std::string_view input,
                  const pbay_limits& limits, std::int64_t until_steady_ms,
                  const std::function<bool(std::string_view)>& out) {
  const WorkerPool::Waiting waiting{board_.pool};
  std::unique_ptr<runner::Child> process = take(generation, until_steady_ms);
  const auto done = [this](void*) {
    const std::lock_guard lock{mutex_};
    --running_;
    freed_.notify_one();
  };
  const std::unique_ptr<Runners, decltype(done)> counted{this, done};
  if (process == nullptr) {
    // On the ticker's thread: a child ends with the thread that started it, and workers come and go.
    std::promise<std::unique_ptr<runner::Child>> made;
    if (board_.ticker.after(0, [&made, &generation] {
          try {
            made.set_value(start_child(generation));
          } catch (...) {
            made.set_exception(std::current_exception());
          }
        }) == 0)
      throw Error{Code::unavailable, "the host is ending"};
    process = made.get_future().get();
  }
  process->run(routine, input, limits, until_steady_ms, out);
  if (process->is_usable()) give_back(generation, std::move(process));
}

std::unique_ptr<runner::Child> Runners::take(Generation& generation, std::int64_t until_steady_ms) {
  std::unique_lock lock{mutex_};
  const std::int64_t until = until_steady_ms != 0 ? until_steady_ms : steady_ms() + kPatienceMs;
  while (running_ >= kMaxRunning) {
    const std::int64_t left = until - steady_ms();
    if (left <= 0) throw Error{Code::limit, "too many routines run; try again in a moment"};
    freed_.wait_for(lock, std::chrono::milliseconds{left});
  }
  ++running_;
  std::vector<Idle>& idle = idle_[&generation];
  if (idle.empty()) return nullptr;
  std::unique_ptr<runner::Child> process = std::move(idle.back().process);
  idle.pop_back();
  return process;
}

void Runners::give_back(const Generation& generation, std::unique_ptr<runner::Child> process) {
  {
    const std::lock_guard lock{mutex_};
    std::vector<Idle>& idle = idle_[&generation];
    if (generation.life.load() != Life::serving || idle.size() >= kMaxIdle) return;
    idle.push_back({std::move(process), steady_ms()});
  }
  board_.ticker.after(kIdleMs + 100, [this] { end_idle(); });
}

void Runners::end_idle() {
  std::vector<Idle> ended;  // killed after the lock
  const std::lock_guard lock{mutex_};
  for (auto& [generation, idle] : idle_) {
    const auto old = std::partition(idle.begin(), idle.end(),
                                    [](const Idle& one) { return steady_ms() - one.since_ms < kIdleMs; });
    std::move(old, idle.end(), std::back_inserter(ended));
    idle.erase(old, idle.end());
  }
}

void Runners::end(const Generation& generation) {
  std::vector<Idle> ended;
  const std::lock_guard lock{mutex_};
  ended = std::move(idle_[&generation]);
  idle_.erase(&generation);
}

void Runners::close() {
  std::map<const Generation*, std::vector<Idle>> ended;
  const std::lock_guard lock{mutex_};
  ended.swap(idle_);
}

}  // namespace patchbay::host
