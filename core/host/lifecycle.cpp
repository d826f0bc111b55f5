#include "core/host/lifecycle.hpp"

#include <algorithm>

#include "core/base/hash.hpp"
#include "core/base/log.hpp"
#include "core/host/boot_marker.hpp"
#include "core/host/boundary.hpp"
#include "core/host/instance.hpp"
#include "core/host/interfaces.hpp"
#include "core/host/plugin_files.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr int kControlMs = 10'000;
constexpr int kDrainMs = 30'000;
constexpr int kLeaveMs = 2'000;  // for a handler that has answered to return

// Runs one [control] step; Error{timeout} when it does not come back.
void control(Generation& generation, const char* step, std::function<void()> work) {
  if (generation.board.control.run(kControlMs, std::move(work))) return;
  generation.hung = true;
  throw Error{Code::timeout, std::string{step} + " did not return within 10 s; its thread is left behind"};
}

// As visit(), for [control] functions: an exception that leaves one is its failure.
template <class Work>
void step_inside(Generation& generation, const char* step, Work&& work) {
  if (!visit(generation, step, std::forward<Work>(work), Entry::step))
    throw Error{Code::internal, std::string{step} + " let an exception out"};
}

[[noreturn]] void refused(const char* step, pbay_status status, const pbay_error& error) {
  const std::string text = text_of(error);
  throw Error{code_of(status), std::string{step} + " failed: " + (text.empty() ? "it gave no reason" : text)};
}

void take_interfaces(Generation& generation) {
  const auto get = [&generation](const char* id) {
    return generation.plugin->get_iface(generation.plugin, id);
  };
  step_inside(generation, "get_iface()", [&] {
    generation.on_http = static_cast<const pbay_on_http_1*>(get(PBAY_ON_HTTP));
    generation.on_ws = static_cast<const pbay_on_ws_1*>(get(PBAY_ON_WS));
    generation.on_bus = static_cast<const pbay_on_bus_1*>(get(PBAY_ON_BUS));
    generation.on_jobs = static_cast<const pbay_on_jobs_1*>(get(PBAY_ON_JOBS));
    generation.on_fetch = static_cast<const pbay_on_fetch_1*>(get(PBAY_ON_FETCH));
    generation.on_admin = static_cast<const pbay_on_admin_1*>(get(PBAY_ON_ADMIN));
    generation.on_state = static_cast<const pbay_on_state_1*>(get(PBAY_ON_STATE));
  });
  if (generation.on_http != nullptr && generation.on_http->request == nullptr)
    throw Error{Code::invalid, "its pbay.on-http/1 has no request()"};
  const pbay_on_ws_1* ws = generation.on_ws;
  if (ws != nullptr && (ws->open == nullptr || ws->message == nullptr || ws->closed == nullptr))
    throw Error{Code::invalid, "its pbay.on-ws/1 lacks a function"};
  if (generation.on_fetch != nullptr && generation.on_fetch->part == nullptr)
    throw Error{Code::invalid, "its pbay.on-fetch/1 has no part()"};
}

void create(Generation& generation) {
  pbay_error error{};
  step_inside(generation, "create()", [&] {
    generation.plugin =
        generation.library.entry().create(&generation.table, lend(generation.instance.name), &error);
  });
  if (generation.plugin == nullptr) refused("create()", error.code < 0 ? error.code : PBAY_E_INTERNAL, error);
  const pbay_plugin& made = *generation.plugin;
  if (made.start == nullptr || made.drain == nullptr || made.stop == nullptr || made.destroy == nullptr ||
      made.get_iface == nullptr)
    throw Error{Code::invalid, "the pbay_plugin it made lacks a function"};
  take_interfaces(generation);
}

void start(Generation& generation) {
  generation.life = Life::starting;
  pbay_error error{};
  pbay_status status = PBAY_OK;
  const bool kept_rules = visit(
      generation, "start()", [&] { status = generation.plugin->start(generation.plugin, &error); }, Entry::start);
  if (!kept_rules) throw Error{Code::internal, "start() let an exception out"};
  if (status != PBAY_OK) refused("start()", status, error);
}

void stop(Generation& generation) {
  control(generation, "stop()", [&generation] {
    step_inside(generation, "stop()", [&generation] { generation.plugin->stop(generation.plugin); });
  });
}

void destroy(Generation& generation) {
  generation.life = Life::stopped;
  if (generation.plugin == nullptr) return;
  control(generation, "destroy()", [&generation] {
    step_inside(generation, "destroy()", [&generation] { generation.plugin->destroy(generation.plugin); });
  });
  generation.plugin = nullptr;
}

// Makes what was registered known: from here on the instance is asked.
void enter_service(Generation& generation) {
  Switchboard& board = generation.board;
  board.front->add_routes(generation.instance.name, board.own_routes(generation));
  generation.life = Life::serving;
  generation.instance.serve(&generation);
  generation.instance.set(State::serving);
  board.begin_deliveries(generation);
}

void start_generation(Generation& generation) {
  bool started = false;
  try {
    control(generation, "create()", [&generation] { create(generation); });
    control(generation, "start()", [&generation] { start(generation); });
    started = true;
    enter_service(generation);
  } catch (const Error&) {
    generation.instance.serve(nullptr);
    if (generation.hung) {  // not touched again
      generation.life = Life::failed;
      throw;
    }
    generation.close(0);
    if (started) stop(generation);
    destroy(generation);
    throw;
  }
}

std::string fingerprint_of(const Instance& instance) {
  return sha256_hex(instance.manifest.sha256 + to_text(instance.settings));
}

}  // namespace

void bring_up(Switchboard& board, Instance& instance) {
  if (instance.state() == State::refused) {
    log::error("host", "plugin left out", {{"instance", instance.name}, {"why", instance.why()}});
    return;
  }
  try {
    const std::string fingerprint = fingerprint_of(instance);
    BootMarker::require_safe(board.run_directory, instance.name, fingerprint);
    const BootMarker marker{board.run_directory, instance.name, fingerprint};
    const int number = instance.next_number();
    const std::filesystem::path file =
        private_copy(instance.manifest, instance.table.sha256, board.run_directory, board.next_copy());
    LoadedLibrary library{file, instance.manifest};
    board.check_call_rules(instance, library.entry().desc->flags);
    instance.set(State::loaded);
    Generation& generation =
        instance.add(std::make_unique<Generation>(board, instance, number, std::move(library), file));
    start_generation(generation);
    log::info("host", "plugin started",
              {{"instance", instance.name}, {"version", instance.manifest.version}});
  } catch (const Error& caught) {
    const bool refused = instance.state() == State::found;
    instance.set(refused ? State::refused : State::failed, caught.what());
    log::error("host", "plugin left out", {{"instance", instance.name}, {"why", caught.what()}});
  }
}

void drain(Generation& generation, int patience_ms) {
  Life serving = Life::serving;
  if (!generation.life.compare_exchange_strong(serving, Life::draining)) return;
  generation.instance.set(State::draining, generation.instance.why());
  try {
    control(generation, "drain()", [&generation] {
      step_inside(generation, "drain()", [&generation] { generation.plugin->drain(generation.plugin); });
    });
  } catch (const Error& caught) {
    log::warn(generation.instance.name, caught.what());
  }
  if (generation.wait_until_unleased(patience_ms)) return;
  for (const ScopePtr& scope : generation.board.scopes.owned_by(generation)) {
    generation.instance.figures().leaks.add();
    abandon(generation.board, scope);
  }
}

bool bring_down(Generation& generation) {
  Switchboard& board = generation.board;
  board.front->remove_routes(generation.instance.name);
  board.end_deliveries(generation);
  generation.instance.serve(nullptr);
  // What still runs inside would lose the ground under its feet; what waits to get in finds it closed.
  if (!generation.close(kLeaveMs) || generation.hung) {
    generation.life = Life::failed;
    generation.instance.set(State::failed,
                            "a handler never came back; its code stays loaded until the host ends");
    return false;
  }
  try {
    stop(generation);
    destroy(generation);
  } catch (const Error& caught) {
    generation.life = Life::failed;
    generation.instance.set(State::failed, caught.what());
    log::error("host", "plugin did not end cleanly",
               {{"instance", generation.instance.name}, {"why", caught.what()}});
    return false;
  }
  generation.instance.set(State::stopped);
  return true;
}

void fail_later(Generation& generation, const std::string& why) {
  generation.instance.figures().errors.add();
  log::error("host", "plugin is broken and goes out of service",
             {{"instance", generation.instance.name}, {"why", why}});
  generation.board.pool.post_accepted([&generation, why] {
    if (generation.life.load() != Life::serving) return;
    {
      const WorkerPool::Waiting waiting{generation.board.pool};
      drain(generation, kDrainMs);
    }
    bring_down(generation);
    generation.instance.set(State::failed, why);
  });
}

}  // namespace patchbay::host
