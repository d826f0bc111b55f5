#include "core/host/interfaces.hpp"

#include <array>
#include <utility>

#include "core/base/log.hpp"
#include "core/host/instance.hpp"
#include "core/host/lifecycle.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

const void* find_interface(std::string_view id) {
  const std::array<std::pair<std::string_view, const void*>, 10> offered = {
      {{PBAY_HTTP, &http_interface()},
       {PBAY_WS, &ws_interface()},
       {PBAY_BUS, &bus_interface()},
       {PBAY_STORE, &store_interface()},
       {PBAY_JOBS, &jobs_interface()},
       {PBAY_FETCH, &fetch_interface()},
       {PBAY_NET, &net_interface()},
       {PBAY_FILES, &files_interface()},
       {PBAY_WORKER, &worker_interface()},
       {PBAY_METRICS, &metrics_interface()}}};
  for (const auto& [name, table] : offered)
    if (name == id) return table;
  return nullptr;
}

const void* get_iface(const pbay_host* host, const char* id) noexcept {
  return generation_of(host) == nullptr || id == nullptr ? nullptr : find_interface(id);
}

void write_log(const pbay_host* host, pbay_ctx ctx, std::int32_t level, pbay_str message,
               pbay_kvs fields) noexcept {
  Generation* self = generation_of(host);
  if (self == nullptr) return;
  try {
    if (level < PBAY_LOG_DEBUG || level > PBAY_LOG_ERROR) level = PBAY_LOG_ERROR;
    const auto as = static_cast<log::Level>(level);
    if (!log::enabled(as) || !self->instance.may_log(self->board.services.clock.steady_ms())) return;
    std::vector<log::Field> out;
    const std::vector<Header> given = pairs(fields);
    for (const auto& [key, value] : given) out.emplace_back(key, value.substr(0, 1000));
    const ScopePtr scope = ctx == 0 ? nullptr : self->board.scopes.find(ctx, *self);
    if (scope != nullptr && !scope->request_id.empty()) out.emplace_back("request_id", scope->request_id);
    log::write(as, self->instance.name, view(message).substr(0, 4000), out);
  } catch (...) {
    self->instance.figures().errors.add();
  }
}

pbay_status read_config(const pbay_host* host, pbay_str pointer, pbay_sink out, pbay_error* error) noexcept {
  Generation* self = generation_of(host);
  if (self == nullptr)
    return refuse(error, PBAY_E_INVALID, "that is not the pbay_host this plugin was given");
  try {
    const json::value* found = at_pointer(self->instance.settings, view(pointer));
    if (found == nullptr) throw Error{Code::not_found, "the settings have no " + std::string{view(pointer)}};
    Sink sink{out};
    sink.put(to_text(*found));
    return sink.status();
  } catch (...) {
    return refuse_current(error, self->instance.name);
  }
}

void report_failure(const pbay_host* host, pbay_str why) noexcept {
  Generation* self = generation_of(host);
  if (self == nullptr) return;
  try {
    fail_later(*self, "the plugin gave up: " + std::string{view(why).substr(0, 500)});
  } catch (...) {
    self->instance.figures().errors.add();
  }
}

}  // namespace

pbay_host host_table(Generation* generation) {
  return {PBAY_ABI_MAJOR, PBAY_ABI_MINOR, generation, get_iface, write_log, read_config, report_failure};
}

const std::vector<std::string>& offered_interfaces() {
  static const std::vector<std::string> kOffered = {PBAY_HTTP,   PBAY_WS,     PBAY_BUS, PBAY_STORE,
                                                    PBAY_JOBS,   PBAY_FETCH,  PBAY_NET, PBAY_FILES,
                                                    PBAY_WORKER, PBAY_METRICS};
  return kOffered;
}

Generation* generation_of(const pbay_host* host) noexcept {
  return host == nullptr ? nullptr : static_cast<Generation*>(host->impl);
}

bool may_call(Generation& generation) noexcept {
  const Life life = generation.life.load();
  if (life == Life::starting || life == Life::serving || life == Life::draining) return true;
  generation.instance.figures().leaks.add();
  return false;
}

ScopePtr scope_of(const Generation& generation, pbay_ctx ctx) {
  if (ctx == 0) return nullptr;
  ScopePtr scope = generation.board.scopes.find(ctx, generation);
  if (scope == nullptr) throw Error{Code::gone, "this pbay_ctx is over, or was never this plugin's"};
  if (scope->deadline_steady_ms != 0 &&
      generation.board.services.clock.steady_ms() >= scope->deadline_steady_ms)
    throw Error{Code::timeout, "the time for this request is up"};
  return scope;
}

Visibility reader_of(const ScopePtr& scope) {
  return scope == nullptr ? Visibility::all() : scope->by.visibility();
}

}  // namespace patchbay::host
