// A plugin's life under the fake host, and the five functions of pbay_host.
#include <dlfcn.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstring>
#include <stdexcept>

#include "state.hpp"

namespace patchbay {

using State = FakeHost::State;

namespace fake {

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int more = lead < 0x80                   ? 0
                     : lead >= 0xC2 && lead < 0xE0 ? 1
                     : lead >= 0xE0 && lead < 0xF0 ? 2
                     : lead >= 0xF0 && lead < 0xF5 ? 3
                                                   : -1;
    if (more < 0 || i + static_cast<std::size_t>(more) >= text.size() + (more == 0 ? 1 : 0)) return false;
    for (int k = 1; k <= more; ++k)
      if ((static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]) & 0xC0) != 0x80) return false;
    const auto second = more > 0 ? static_cast<unsigned char>(text[i + 1]) : 0;
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F))
      return false;
    i += static_cast<std::size_t>(more) + 1;
  }
  return true;
}

namespace {

const void* get_iface(const pbay_host* host, const char* id) noexcept {
  const State& state = State::of(host);
  if (id == nullptr || state.withheld.contains(id)) return nullptr;
  const std::string_view name{id};
  if (name == PBAY_HTTP) return &State::kHttp;
  if (name == PBAY_WS) return &State::kWs;
  if (name == PBAY_BUS) return &State::kBus;
  if (name == PBAY_STORE) return &State::kStore;
  if (name == PBAY_JOBS) return &State::kJobs;
  if (name == PBAY_FETCH) return &State::kFetch;
  if (name == PBAY_NET) return &State::kNet;
  if (name == PBAY_FILES) return &State::kFiles;
  if (name == PBAY_WORKER) return &State::kWorker;
  if (name == PBAY_METRICS) return &State::kMetrics;
  return nullptr;
}

void log(const pbay_host* host, pbay_ctx, std::int32_t level, pbay_str message, pbay_kvs fields) noexcept {
  State& state = State::of(host);
  detail::guard(
      [&] {
        FakeLog line{static_cast<pbay_level>(level), state.text(message, "log"), state.fields(fields)};
        if (level < PBAY_LOG_DEBUG || level > PBAY_LOG_ERROR)
          state.note("log() with a level that does not exist");
        const auto lock = state.locked();
        if (state.phase == State::Phase::stopped || state.phase == State::Phase::absent)
          state.violations.push_back("log() after stop() returned");
        state.logs.push_back(std::move(line));
      },
      [](auto&&...) {});
}

pbay_status config(const pbay_host* host, pbay_str pointer, pbay_sink out, pbay_error* error) noexcept {
  State& state = State::of(host);
  return detail::guard_into(error, [&] {
    json::error_code broken;
    const json::value settings = json::parse(state.config);
    const json::value* found = settings.find_pointer(state.text(pointer, "config"), broken);
    if (found == nullptr) throw Failure{PBAY_E_NOT_FOUND, "no such setting"};
    state.put(out, json::serialize(*found));
  });
}

void fail(const pbay_host* host, pbay_str why) noexcept {
  State& state = State::of(host);
  detail::guard(
      [&] {
        const std::string text = state.text(why, "fail");
        const auto lock = state.locked();
        state.failed = true;
        state.logs.push_back({PBAY_LOG_ERROR, text, {{"where", "fail"}}});
      },
      [](auto&&...) {});
}

}  // namespace
}  // namespace fake

// ---------- State ----------

State::State(const pbay_entry_t& plugin_entry, std::string name)
    : entry{plugin_entry}, instance{std::move(name)} {
  if (instance.empty() && entry.desc != nullptr) instance = std::string{detail::view(entry.desc->id)};
  host = {PBAY_ABI_MAJOR, PBAY_ABI_MINOR, this, fake::get_iface, fake::log, fake::config, fake::fail};
}

void State::note(const std::string& what) {
  const auto lock = locked();
  violations.push_back(what);
}

void State::violate(const std::string& what, pbay_status status) {
  note(what);
  throw Failure{status, what};
}

void State::enter(const char* function, bool registers) {
  auto lock = locked();
  trace.emplace_back(function);
  const auto wrong = [&](const char* when) {
    lock.unlock();
    violate(std::string{function} + " " + when, PBAY_E_STATE);
  };
  if (phase == Phase::stopped || phase == Phase::absent) wrong("after stop()");
  if (phase == Phase::creating || phase == Phase::created) wrong("before start()");
  if (registers && phase != Phase::starting) wrong("outside start()");
  if (registers && control != std::this_thread::get_id()) wrong("from another thread than start()'s");
  const auto refusal = refusals.find(function);
  if (refusal == refusals.end()) return;
  const pbay_status status = refusal->second.first;
  if (--refusal->second.second == 0) refusals.erase(refusal);
  throw Failure{status, std::string{function} + " was told to fail"};
}

std::string State::text(pbay_str value, const char* what) {
  if (value.n > 0 && value.p == nullptr)
    violate(std::string{what} + ": a null pointer with a length", PBAY_E_INVALID);
  if (value.n > (64u << 20)) violate(std::string{what} + ": a length no text has", PBAY_E_INVALID);
  std::string out{detail::view(value)};
  if (!fake::is_utf8(out)) violate(std::string{what} + ": text that is no UTF-8", PBAY_E_INVALID);
  return out;
}

FakeHeaders State::fields(pbay_kvs values) {
  if (values.n > 0 && values.p == nullptr) violate("fields: a null pointer with a length", PBAY_E_INVALID);
  if (values.n > 4096) violate("fields: a length no list of fields has", PBAY_E_INVALID);
  FakeHeaders out;
  for (std::uint64_t i = 0; i < values.n; ++i)
    out.emplace_back(text(values.p[i].k, "a field's name"), text(values.p[i].v, "a field's value"));
  return out;
}

FakeActor State::actor(pbay_ctx ctx) {
  if (ctx == 0) return FakeActor::system();
  auto lock = locked();
  const auto found = scopes.find(ctx);
  if (found != scopes.end()) return found->second;
  lock.unlock();
  violate("a pbay_ctx was used after its request, call or delivery had ended", PBAY_E_GONE);
}

fake::Reader State::reader(pbay_ctx ctx) {
  const FakeActor who = actor(ctx);
  if (who.kind == "system" || who.kind == "admin") return {};
  fake::Reader out{false, {"public"}, {who.groups.begin(), who.groups.end()}};
  if (who.kind != "visitor") out.audiences.insert("customer");
  if (who.kind == "employee" || who.kind == "agent") out.audiences.insert("employee");
  if (who.kind == "agent") out.audiences.insert("agent");
  return out;
}

pbay_ctx State::open_scope(const FakeActor& who) {
  const auto lock = locked();
  const pbay_ctx ctx = next_id();
  scopes[ctx] = who;
  return ctx;
}

void State::close_scope(pbay_ctx ctx) {
  const auto lock = locked();
  scopes.erase(ctx);
}

void State::check(pbay_status status, const pbay_error& error) {
  if (status >= 0) return;
  throw Failure{status, std::string{error.msg, std::min<std::size_t>(error.n, sizeof error.msg)}};
}

void State::put(const pbay_sink& sink, std::string_view item) {
  if (sink.put == nullptr) throw Failure{PBAY_E_INVALID, "a sink without put()"};
  fake::Loan loan{loans};
  if (sink.put(sink.self, loan.bytes(item)) != PBAY_OK) throw Failure{PBAY_E_STOP, "the sink wants no more"};
}

void State::wait_for(const std::function<bool()>& done) {
  using namespace std::chrono_literals;
  do {
    settle();
    auto lock = locked();
    if (changed.wait_for(lock, 20ms, [&] { return done() || !waiting_fetches.empty(); }) && done()) return;
    if (waiting_fetches.empty() && !changed.wait_for(lock, std::chrono::milliseconds{patience_ms}, done))
      return;
  } while (true);
}

void State::stop() {
  if (plugin == nullptr) return;
  if (phase == Phase::serving || phase == Phase::draining) plugin->stop(plugin);
  {
    const auto lock = locked();
    phase = Phase::stopped;
  }
  plugin->destroy(plugin);
  plugin = nullptr;
  const auto lock = locked();
  routes.clear();
  subscriptions.clear();
  provides.clear();
  timers.clear();
}

// ---------- FakeHost ----------

FakeHost::FakeHost(const pbay_entry_t& entry, std::string instance)
    : state_{std::make_unique<State>(entry, std::move(instance))} {}

std::unique_ptr<FakeHost> FakeHost::open(const std::string& path, std::string instance) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error{::dlerror()};
  const void* entry = ::dlsym(library, "pbay_entry");
  if (entry == nullptr) throw std::runtime_error{path + " has no symbol pbay_entry"};
  return std::make_unique<FakeHost>(*static_cast<const pbay_entry_t*>(entry), std::move(instance));
}

FakeHost::~FakeHost() {
  if (state_->phase == State::Phase::serving) drain();
  state_->stop();
}

void FakeHost::config(std::string json) {
  state_->config = std::move(json);
}
void FakeHost::withhold(std::string interface_id) {
  state_->withheld.insert(std::move(interface_id));
}
void FakeHost::grant(std::string name, std::string path) {
  state_->grants[std::move(name)] = std::move(path);
}
void FakeHost::network(std::string purpose, int fd) {
  state_->sockets_out[std::move(purpose)] = fd;
}

namespace {

void make_instance(State& state) {
  const pbay_entry_t& entry = state.entry;
  if (entry.magic != PBAY_MAGIC) throw Failure{PBAY_E_UNSUPPORTED, "pbay_entry has the wrong magic"};
  if (entry.abi_major != PBAY_ABI_MAJOR)
    throw Failure{PBAY_E_UNSUPPORTED,
                  "the plugin was built for ABI major " + std::to_string(entry.abi_major)};
  if (entry.desc == nullptr || entry.create == nullptr)
    throw Failure{PBAY_E_INVALID, "pbay_entry without desc or create"};
  for (const char* const* need = entry.desc->needs; need != nullptr && *need != nullptr; ++need)
    if (state.host.get_iface(&state.host, *need) == nullptr)
      throw Failure{PBAY_E_UNSUPPORTED,
                    "the plugin needs " + std::string{*need} + ", which this host does not offer"};
  pbay_error error{};
  state.phase = State::Phase::creating;
  state.control = std::this_thread::get_id();
  state.plugin =
      state.cross("create()", [&] { return entry.create(&state.host, detail::str(state.instance), &error); });
  state.phase = state.plugin == nullptr ? State::Phase::absent : State::Phase::created;
  if (state.plugin == nullptr) State::check(error.code < 0 ? error.code : PBAY_E_INTERNAL, error);
  if (state.plugin->get_iface == nullptr) return;
  const auto ask = [&](const char* id, auto& table) {
    table = static_cast<std::remove_reference_t<decltype(table)>>(state.plugin->get_iface(state.plugin, id));
    if (state.plugin->get_iface(state.plugin, id) != table)
      state.note("get_iface() answers differently the second time");
  };
  ask(PBAY_ON_HTTP, state.on_http);
  ask(PBAY_ON_WS, state.on_ws);
  ask(PBAY_ON_BUS, state.on_bus);
  ask(PBAY_ON_JOBS, state.on_jobs);
  ask(PBAY_ON_FETCH, state.on_fetch);
  ask(PBAY_ON_WORKER, state.on_worker);
  ask(PBAY_ON_ADMIN, state.on_admin);
  ask(PBAY_ON_STATE, state.on_state);
}

void begin(State& state) {
  pbay_error error{};
  state.phase = State::Phase::starting;
  const pbay_status status =
      state.cross("start()", [&] { return state.plugin->start(state.plugin, &error); });
  if (status < 0) {
    state.phase = State::Phase::created;
    state.stop();
    State::check(status, error);
  }
  state.phase = State::Phase::serving;
}

}  // namespace

void FakeHost::start() {
  make_instance(*state_);
  begin(*state_);
}

void FakeHost::create() {
  make_instance(*state_);
}

void FakeHost::restore(std::string_view saved) {
  pbay_error error{};
  fake::Loan loan{state_->loans};
  State::check(state_->on_state->restore(state_->plugin, loan.bytes(saved), &error), error);
}

void FakeHost::patience(int ms) {
  state_->patience_ms = ms;
}
bool FakeHost::keeps_state() const {
  return state_->on_state != nullptr;
}
pbay_plugin* FakeHost::plugin() const {
  return state_->plugin;
}

void FakeHost::drain() {
  state_->phase = State::Phase::draining;
  state_->plugin->drain(state_->plugin);
}

void FakeHost::stop() {
  state_->stop();
}

void FakeHost::restart() {
  drain();
  stop();
  start();
}

std::string FakeHost::reload() {
  State& state = *state_;
  drain();
  std::string saved;
  pbay_error error{};
  if (state.on_state != nullptr) {
    detail::Sink sink{[&saved](std::string_view piece) { saved += piece; }};
    State::check(state.on_state->save(state.plugin, sink.c(), &error), error);
  }
  stop();
  make_instance(state);
  if (state.on_state != nullptr)
    State::check(state.on_state->restore(state.plugin, State::bytes(saved), &error), error);
  begin(state);
  return saved;
}

void FakeHost::reconfigure(std::string json) {
  const std::string old = std::exchange(state_->config, std::move(json));
  pbay_error error{};
  if (state_->on_admin == nullptr) throw Failure{PBAY_E_UNSUPPORTED, "the plugin offers no pbay.on-admin/1"};
  const pbay_status status = state_->on_admin->reconfigure(state_->plugin, &error);
  if (status < 0) state_->config = old;
  State::check(status, error);
}

void FakeHost::health() {
  pbay_error error{};
  if (state_->on_admin != nullptr) State::check(state_->on_admin->health(state_->plugin, &error), error);
}

std::vector<FakeLog> FakeHost::logs() const {
  const auto lock = state_->locked();
  return state_->logs;
}
std::vector<std::string> FakeHost::violations() const {
  const auto lock = state_->locked();
  return state_->violations;
}
std::vector<std::string> FakeHost::trace() const {
  const auto lock = state_->locked();
  return state_->trace;
}
void FakeHost::refuse(std::string function, pbay_status status, int times) {
  const auto lock = state_->locked();
  if (times == 0) {
    state_->refusals.erase(function);
  } else {
    state_->refusals[std::move(function)] = {status, times};
  }
}
bool FakeHost::has_failed() const {
  const auto lock = state_->locked();
  return state_->failed;
}

}  // namespace patchbay
