#include "core/host/generation.hpp"

#include <chrono>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/host/deliveries.hpp"
#include "core/host/instance.hpp"
#include "core/host/interfaces.hpp"
#include "core/host/switchboard.hpp"
#include "core/host/timers.hpp"

namespace patchbay::host {
namespace {

// Of the pool's 1000 places one serial instance may hold no more than half: the others go on.
constexpr std::size_t kSerialBacklog = 500;

thread_local Visit* t_innermost = nullptr;

}  // namespace

void Lease::reset() noexcept {
  if (Generation* generation = generation_.exchange(nullptr)) generation->release();
}

Generation::Generation(Switchboard& the_board, Instance& the_instance, int the_number,
                       LoadedLibrary the_library, std::filesystem::path the_file)
    : board{the_board},
      instance{the_instance},
      number{the_number},
      file{std::move(the_file)},
      table{host_table(this)},
      concurrent{(the_library.entry().desc->flags & PBAY_CONCURRENT) != 0},
      timers{std::make_unique<Timers>()},
      library{std::move(the_library)},
      turn_{the_board.pool, kSerialBacklog} {}

Generation::~Generation() = default;

void Generation::require_starting(std::string_view what) const {
  if (life.load() != Life::starting || Visit::starting() != this)
    throw Error{Code::state, std::string{what} + " may be called inside start() only"};
}

Lease Generation::lease() {
  leases_.fetch_add(1);
  if (life.load() == Life::serving) return Lease{*this};
  release();
  return {};
}

Lease Generation::lease_for_rest() {
  leases_.fetch_add(1);
  const Life now = life.load();
  if (now == Life::serving || now == Life::draining) return Lease{*this};
  release();
  return {};
}

void Generation::release() noexcept {
  if (leases_.fetch_sub(1) != 1 || life.load() == Life::serving) return;
  const std::lock_guard lock{mutex_};
  unleased_.notify_all();
}

bool Generation::wait_until_unleased(int patience_ms) {
  std::unique_lock lock{mutex_};
  return unleased_.wait_for(lock, std::chrono::milliseconds{patience_ms},
                            [this] { return leases_.load() == 0; });
}

bool Generation::close(int patience_ms) {
  closed_ = true;
  std::unique_lock lock{mutex_};
  return left_.wait_for(lock, std::chrono::milliseconds{patience_ms}, [this] { return inside_.load() == 0; });
}

void Generation::leave() noexcept {
  if (inside_.fetch_sub(1) != 1 || !closed_.load()) return;
  const std::lock_guard lock{mutex_};
  left_.notify_all();
}

bool Generation::post(Task work) {
  return concurrent ? board.pool.post(std::move(work)) : turn_.post(std::move(work));
}

Visit::Visit(Generation& generation, bool starting)
    : generation_{generation}, outer_{t_innermost}, starting_{starting} {
  t_innermost = this;
  generation_.inside_.fetch_add(1);
}

Visit::~Visit() {
  generation_.leave();
  t_innermost = outer_;
}

bool Visit::is_on_chain(const Instance& instance) {
  for (const Visit* link = t_innermost; link != nullptr; link = link->outer_)
    if (&link->generation_.instance == &instance) return true;
  return false;
}

int Visit::depth() {
  int count = 0;
  for (const Visit* link = t_innermost; link != nullptr; link = link->outer_) ++count;
  return count;
}

const Generation* Visit::starting() {
  return t_innermost != nullptr && t_innermost->starting_ ? &t_innermost->generation_ : nullptr;
}

void count_escape(Generation& generation, const char* what) noexcept {
  generation.instance.figures().errors.add();
  log::error(generation.instance.name, "an exception left the plugin, against rule R6", {{"in", what}});
}

}  // namespace patchbay::host
