#pragma once
// From C to C++: one instance of a plugin behind the ABI's tables. Everything here is noexcept and goes
// through guard().
#include <utility>

#include "patchbay/plugin.hpp"

namespace patchbay::inline v1 {

inline void Plugin::route(std::string_view methods, std::string_view pattern, std::uint32_t flags,
                          std::function<void(const Request&)> handler) {
  auto& runtime = *host_.runtime();
  const auto& http = detail::need(runtime.ifaces.http, PBAY_HTTP);
  runtime.routes.push_back({std::move(handler), 0});
  detail::Outcome outcome;
  outcome.check(http.route(runtime.host, detail::str(methods), detail::str(pattern), flags,
                           runtime.routes.size(), outcome.slot()),
                pattern);
}

inline void Plugin::websocket(std::string_view pattern, std::uint32_t flags, SocketHandlers handlers) {
  auto& runtime = *host_.runtime();
  detail::need(runtime.ifaces.ws, PBAY_WS);
  runtime.sockets.push_back(std::make_shared<const SocketHandlers>(std::move(handlers)));
  const std::size_t socket = runtime.sockets.size();
  route("GET", pattern, flags | PBAY_WEBSOCKET, {});
  runtime.routes.back().socket = socket;
}

inline void Plugin::on(std::string_view pattern, std::uint32_t flags,
                       std::function<void(const Event&)> handler) {
  auto& runtime = *host_.runtime();
  const auto& bus = detail::need(runtime.ifaces.bus, PBAY_BUS);
  runtime.subscriptions.push_back(std::move(handler));
  detail::Outcome outcome;
  outcome.check(
      bus.subscribe(runtime.host, detail::str(pattern), flags, runtime.subscriptions.size(), outcome.slot()),
      pattern);
}

inline void Plugin::provide_later(std::string_view method,
                                  std::function<void(const Call&, DeferredReply)> handler) {
  auto& runtime = *host_.runtime();
  const auto& bus = detail::need(runtime.ifaces.bus, PBAY_BUS);
  runtime.providers.push_back({std::move(handler)});
  detail::Outcome outcome;
  outcome.check(bus.provide(runtime.host, detail::str(method), runtime.providers.size(), outcome.slot()),
                method);
}

inline void Plugin::provide(std::string_view method, std::function<std::string(const Call&)> handler) {
  provide_later(method, [handler = std::move(handler)](const Call& call, DeferredReply reply) {
    detail::guard([&] { reply.reply(handler(call)); }, [&](pbay_status status, std::string_view text,
                                                           std::uint32_t) { reply.fail(status, text); });
  });
}

inline void Plugin::collection(std::string_view name, std::string_view schema_json) {
  auto& runtime = *host_.runtime();
  const auto& store = detail::need(runtime.ifaces.store, PBAY_STORE);
  detail::Outcome outcome;
  outcome.check(store.collection(runtime.host, detail::str(name), detail::str(schema_json), outcome.slot()),
                name);
}

inline void Plugin::job(std::string_view queue, std::function<void(const Job&)> handler) {
  detail::need(host_.runtime()->ifaces.jobs, PBAY_JOBS);
  host_.runtime()->queues[std::string{queue}] = std::move(handler);
}

inline void Plugin::worker(std::string_view routine, detail::WorkerRoutine handler) {
  host_.runtime()->routines[std::string{routine}] = std::move(handler);
}

namespace detail {

// One create()d instance: the C struct the host holds, and what it stands for.
struct Instance {
  pbay_plugin c{};
  Runtime runtime;
  std::unique_ptr<Plugin> plugin;
  bool keeps_state = false;

  Instance(const pbay_host* host, pbay_str name) : runtime{host, name} { c.impl = this; }
  static Instance& of(pbay_plugin* plugin) noexcept { return *static_cast<Instance*>(plugin->impl); }

  // Says in the log what an event, timer or frame handler threw, where there is nobody to tell.
  auto logging(const char* where) noexcept {
    return [this, where](pbay_status status, std::string_view text, std::uint32_t) {
      runtime.log(kSelf, PBAY_LOG_ERROR, text, {{"where", where}, {"code", code_of(status)}});
    };
  }
  template <class T>
  static T& at(std::vector<T>& handlers, std::uint64_t tag) {
    if (tag == 0 || tag > handlers.size()) throw Failure{PBAY_E_INTERNAL, "a tag nobody registered"};
    return handlers[static_cast<std::size_t>(tag) - 1];
  }
};

// ---------- life ----------

inline pbay_status start(pbay_plugin* p, pbay_error* error) noexcept {
  return guard_into(error, [p] { Instance::of(p).plugin->start(); });
}
inline void drain(pbay_plugin* p) noexcept {
  guard([p] { Instance::of(p).plugin->drain(); }, Instance::of(p).logging("drain"));
}
inline void stop(pbay_plugin* p) noexcept {
  // Its log is the last host call of this instance.
  guard([p] { Instance::of(p).plugin->stop(); }, Instance::of(p).logging("stop"));
}
inline void destroy(pbay_plugin* p) noexcept {
  delete &Instance::of(p);
}

// ---------- HTTP ----------

inline void request(pbay_plugin* p, const pbay_http_req* c) noexcept {
  Runtime& runtime = Instance::of(p).runtime;
  const Request request{&runtime, c};
  guard(
      [&] {
        Instance::at(runtime.routes, c->tag).handle(request);
        if (!request.answered() && !request.is_deferred())
          throw Failure{PBAY_E_INTERNAL, "the handler returned without an answer"};
      },
      [&](pbay_status status, std::string_view text, std::uint32_t) {
        const int http = http_status_of(status);
        if (http >= 500)
          runtime.log(c->ctx, PBAY_LOG_ERROR, text, {{"path", request.path()}, {"code", code_of(status)}});
        if (request.answered() || request.is_deferred()) return;
        // What went wrong inside is for the log; a customer gets a plain sentence.
        request.problem(http, code_of(status),
                        http == 500 ? "Something went wrong here. Please try again." : text);
      });
}

inline void body(pbay_plugin* p, pbay_id id, pbay_bytes chunk, std::uint32_t last) noexcept {
  Runtime& runtime = Instance::of(p).runtime;
  guard(
      [&] {
        std::function<void(std::string_view, bool)> handle;
        {
          const std::lock_guard lock{runtime.mutex};
          const auto found = runtime.late.find(id);
          if (found != runtime.late.end()) handle = found->second.body;
        }
        if (handle) handle(view(chunk), last != 0);
      },
      [&](pbay_status status, std::string_view text, std::uint32_t) {
        Answer{&runtime, id}.problem(http_status_of(status), code_of(status), text);
      });
}

inline void cancel(pbay_plugin* p, pbay_id id) noexcept {
  Runtime& runtime = Instance::of(p).runtime;
  const std::lock_guard lock{runtime.mutex};
  const auto found = runtime.late.find(id);
  if (found != runtime.late.end()) found->second.cancelled->store(true);
}

// ---------- WebSocket ----------

inline void ws_open(pbay_plugin* p, pbay_id conn, const pbay_http_req* c, pbay_bytes state,
                    std::uint32_t resumed) noexcept {
  Runtime& runtime = Instance::of(p).runtime;
  guard(
      [&] {
        const std::size_t socket = Instance::at(runtime.routes, c->tag).socket;
        const SocketHandlers& handlers = *Instance::at(runtime.sockets, socket);
        {
          const std::lock_guard lock{runtime.mutex};
          runtime.conns[conn] = socket;
        }
        if (handlers.open)
          handlers.open(Socket{&runtime, conn}, Request{&runtime, c}, view(state), resumed != 0);
      },
      [&](pbay_status, std::string_view text, std::uint32_t) {
        runtime.log(c->ctx, PBAY_LOG_ERROR, text, {{"where", "socket open"}});
        Socket{&runtime, conn}.close(1011, "");
      });
}

inline const SocketHandlers* handlers_of(Runtime& runtime, pbay_id conn, bool forget) {
  const std::lock_guard lock{runtime.mutex};
  const auto found = runtime.conns.find(conn);
  if (found == runtime.conns.end()) return nullptr;
  const SocketHandlers* handlers = runtime.sockets[found->second - 1].get();
  if (forget) runtime.conns.erase(found);
  return handlers;
}

inline void ws_message(pbay_plugin* p, pbay_id conn, std::uint32_t binary, pbay_bytes data) noexcept {
  Runtime& runtime = Instance::of(p).runtime;
  guard(
      [&] {
        const SocketHandlers* handlers = handlers_of(runtime, conn, false);
        if (handlers != nullptr && handlers->message)
          handlers->message(Socket{&runtime, conn}, view(data), binary != 0);
      },
      [&](pbay_status, std::string_view text, std::uint32_t) {
        runtime.log(kSelf, PBAY_LOG_ERROR, text, {{"where", "socket message"}});
        Socket{&runtime, conn}.close(1011, "");
      });
}

inline void ws_closed(pbay_plugin* p, pbay_id conn, std::int32_t code) noexcept {
  Runtime& runtime = Instance::of(p).runtime;
  guard(
      [&] {
        const SocketHandlers* handlers = handlers_of(runtime, conn, true);
        if (handlers != nullptr && handlers->closed) handlers->closed(Socket{&runtime, conn}, code);
      },
      Instance::of(p).logging("socket closed"));
}

// ---------- bus ----------

inline void event(pbay_plugin* p, const pbay_event* c) noexcept {
  Runtime& runtime = Instance::of(p).runtime;
  const bool durable = (c->flags & PBAY_DURABLE) != 0;
  const pbay_status status =
      guard([&] { Instance::at(runtime.subscriptions, c->tag)(Event{c}); },
            [&](pbay_status failed, std::string_view text, std::uint32_t retry_ms) {
              if (durable) runtime.ifaces.bus->ack(runtime.host, c->delivery, failed, retry_ms);
              runtime.log(c->ctx, PBAY_LOG_ERROR, text,
                          {{"topic", view(c->topic)}, {"key", view(c->key)}, {"code", code_of(failed)}});
            });
  if (durable && status == PBAY_OK) runtime.ifaces.bus->ack(runtime.host, c->delivery, PBAY_OK, 0);
}

inline void call(pbay_plugin* p, const pbay_call* c) noexcept {
  Runtime& runtime = Instance::of(p).runtime;
  DeferredReply reply{&runtime, c->call};
  guard(
      [&] {
        Instance::at(runtime.providers, c->tag).handle(Call{&runtime, c}, std::move(reply));
      },
      [&](pbay_status status, std::string_view text, std::uint32_t) { reply.fail(status, text); });
}

// ---------- timers, jobs, answers from outside ----------

inline void timer(pbay_plugin* p, std::uint64_t tag) noexcept {
  Runtime& runtime = Instance::of(p).runtime;
  guard(
      [&] {
        std::shared_ptr<Timer> timer;
        {
          const std::lock_guard lock{runtime.mutex};
          const auto found = runtime.timers.find(tag);
          if (found == runtime.timers.end()) return;
          timer = found->second;
          if (!timer->periodic) runtime.timers.erase(found);
        }
        timer->handle();
      },
      Instance::of(p).logging("timer"));
}

inline void job(pbay_plugin* p, const pbay_job* c) noexcept {
  Runtime& runtime = Instance::of(p).runtime;
  const pbay_status status = guard(
      [&] {
        const auto found = runtime.queues.find(std::string{view(c->queue)});
        if (found == runtime.queues.end()) throw Failure{PBAY_E_UNSUPPORTED, "nobody handles this queue"};
        found->second(Job{c});
      },
      [&](pbay_status failed, std::string_view text, std::uint32_t retry_ms) {
        runtime.ifaces.jobs->done(runtime.host, c->job, failed, retry_ms);
        runtime.log(c->ctx, PBAY_LOG_ERROR, text, {{"queue", view(c->queue)}, {"code", code_of(failed)}});
      });
  if (status == PBAY_OK) runtime.ifaces.jobs->done(runtime.host, c->job, PBAY_OK, 0);
}

inline void part(pbay_plugin* p, std::uint64_t tag, std::int32_t status, pbay_kvs headers, pbay_bytes chunk,
                 std::uint32_t last) noexcept {
  Runtime& runtime = Instance::of(p).runtime;
  guard(
      [&] {
        std::function<void(const FetchAnswer&)> done;
        std::shared_ptr<FetchAnswer> answer;
        {
          const std::lock_guard lock{runtime.mutex};
          const auto found = runtime.fetches.find(tag);
          if (found == runtime.fetches.end()) return;
          answer = found->second.answer;
          if (headers.n > 0) answer->headers = own(headers);
          if (status < 0) answer->failed = status;
          if (status > 0) answer->status = status;
          if (answer->body.size() + chunk.n > found->second.max_bytes) answer->failed = PBAY_E_LIMIT;
          if (answer->failed == PBAY_OK || status < 0) answer->body += view(chunk);
          if (status >= 0 && last == 0) return;
          done = std::move(found->second.done);
          runtime.fetches.erase(found);
        }
        if (done) done(*answer);
      },
      Instance::of(p).logging("fetch"));
}

inline pbay_status run_routine(pbay_plugin* p, pbay_str routine, pbay_bytes input, pbay_sink out,
                               pbay_error* error) noexcept {
  return guard_into(error, [&] {
    auto& routines = Instance::of(p).runtime.routines;
    const auto found = routines.find(std::string{view(routine)});
    if (found == routines.end())
      throw Failure{PBAY_E_UNSUPPORTED, "no routine " + std::string{view(routine)}};
    found->second(view(input), [&out](std::string_view piece) {
      if (out.put(out.self, bytes(piece)) != PBAY_OK) throw Failure{PBAY_E_LIMIT, "nobody takes more output"};
    });
  });
}

// ---------- administration ----------

inline pbay_status health(pbay_plugin* p, pbay_error* error) noexcept {
  return guard_into(error, [p] { Instance::of(p).plugin->health(); });
}
inline pbay_status reconfigure(pbay_plugin* p, pbay_error* error) noexcept {
  return guard_into(error, [p] { Instance::of(p).plugin->reconfigure(); });
}
inline pbay_status save(pbay_plugin* p, pbay_sink out, pbay_error* error) noexcept {
  return guard_into(error, [&] {
    const std::string state = Instance::of(p).plugin->save();
    if (out.put(out.self, bytes(state)) != PBAY_OK) throw Failure{PBAY_E_LIMIT, "the state was not taken"};
  });
}
inline pbay_status restore(pbay_plugin* p, pbay_bytes saved, pbay_error* error) noexcept {
  return guard_into(error, [&] { Instance::of(p).plugin->restore(view(saved)); });
}

inline const void* get_iface(pbay_plugin* p, const char* id) noexcept {
  static constexpr pbay_on_http_1 kHttp = {request, body, cancel};
  static constexpr pbay_on_ws_1 kWs = {ws_open, ws_message, ws_closed};
  static constexpr pbay_on_bus_1 kBus = {event, call};
  static constexpr pbay_on_jobs_1 kJobs = {timer, job};
  static constexpr pbay_on_fetch_1 kFetch = {part};
  static constexpr pbay_on_worker_1 kWorker = {run_routine};
  static constexpr pbay_on_admin_1 kAdmin = {health, reconfigure};
  static constexpr pbay_on_state_1 kState = {save, restore};
  const std::string_view name{id};
  if (name == PBAY_ON_HTTP) return &kHttp;
  if (name == PBAY_ON_WS) return &kWs;
  if (name == PBAY_ON_BUS) return &kBus;
  if (name == PBAY_ON_JOBS) return &kJobs;
  if (name == PBAY_ON_FETCH) return &kFetch;
  if (name == PBAY_ON_ADMIN) return &kAdmin;
  if (name == PBAY_ON_WORKER) return Instance::of(p).runtime.routines.empty() ? nullptr : &kWorker;
  if (name == PBAY_ON_STATE) return Instance::of(p).keeps_state ? &kState : nullptr;
  return nullptr;
}

template <class Class>
pbay_plugin* create(const pbay_host* host, pbay_str instance, pbay_error* error) noexcept {
  pbay_plugin* out = nullptr;
  guard_into(error, [&] {
    auto made = std::make_unique<Instance>(host, instance);
    made->plugin = std::make_unique<Class>(Host{&made->runtime});
    made->keeps_state = !std::is_same_v<decltype(&Class::save), decltype(&Plugin::save)>;
    made->c.start = start;
    made->c.drain = drain;
    made->c.stop = stop;
    made->c.destroy = destroy;
    made->c.get_iface = get_iface;
    out = &made.release()->c;
  });
  return out;
}

}  // namespace detail
}  // namespace patchbay::inline v1
