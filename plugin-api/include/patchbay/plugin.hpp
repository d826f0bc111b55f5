#pragma once
// The C++ face of the plugin ABI, and the only include a plugin needs. Header-only, the standard library
// only.
//
//   class Hello final : public patchbay::Plugin {
//    public:
//     using Plugin::Plugin;
//     void start() override {
//       route("GET,HEAD", "/hello/{name}", PBAY_FOR_PUBLIC, [](const patchbay::Request& r) {
//         r.text(200, "Hello, " + std::string{r.param("name")});
//       });
//     }
//   };
//   PBAY_PLUGIN(Hello, "hello", "Hello", "1.0.0", "org.example", 0, PBAY_HTTP)
//
// Handlers run on host workers: one at a time, unless the plugin says PBAY_CONCURRENT (it must when it
// provides a method and calls others'). What a handler throws ends at the firewall and costs that one
// request, event, call or job.
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "patchbay/events.hpp"
#include "patchbay/host.hpp"

namespace patchbay::inline v1 {

class Plugin {
 public:
  // The constructor may ask host().config(), log, and name worker() routines; nothing else. Cheap.
  explicit Plugin(Host host) : host_{host} {}
  virtual ~Plugin() = default;
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  // Control thread, within 10 s. Register here and only here; throw to be reported and left out.
  virtual void start() = 0;
  virtual void drain() {}  // no new work follows; what runs may finish
  virtual void stop() {}   // join your threads; no host call after this
  // Throw Failure when not able to serve. Polled: cheap. On a worker.
  virtual void health() {}
  // Read config() again. Throwing keeps the old settings; the default says that a restart is needed.
  virtual void reconfigure() {
    throw Failure{PBAY_E_UNSUPPORTED, "these settings need a restart of the plugin"};
  }
  // Override both to carry memory over a reload; a plugin that does is drained before its successor starts.
  virtual std::string save() { return {}; }
  virtual void restore(std::string_view) {}

 protected:
  const Host& host() const noexcept { return host_; }

  // methods "GET,HEAD"; pattern "/kb/{slug}", a last "{rest*}" takes the remaining path; flags: one
  // PBAY_FOR_… level (PBAY_FOR_AGENT = 0), PBAY_STREAM_BODY.
  void route(std::string_view methods, std::string_view pattern, std::uint32_t flags,
             std::function<void(const Request&)> handler);
  void websocket(std::string_view pattern, std::uint32_t flags, SocketHandlers handlers);
  // pattern "message.created" or "message.*"; PBAY_DURABLE: at least once, in order per key.
  void on(std::string_view pattern, std::uint32_t flags, std::function<void(const Event&)> handler);
  void provide(std::string_view method, std::function<std::string(const Call&)> handler);
  // For a reply that comes later.
  void provide_later(std::string_view method, std::function<void(const Call&, DeferredReply)> handler);
  void collection(std::string_view name, std::string_view schema_json);
  void job(std::string_view queue, std::function<void(const Job&)> handler);
  std::uint64_t timer(std::uint64_t first_ms, std::uint64_t period_ms, std::function<void()> handler) {
    return host_.timer(first_ms, period_ms, std::move(handler));
  }
  // In the constructor only. Runs in a limited child: pure, input to output, no host but log() and config().
  void worker(std::string_view routine, detail::WorkerRoutine handler);

  std::string call(Ctx ctx, std::string_view method, std::string_view json = "{}") const {
    return host_.call(ctx, method, json);
  }
  Store store() const { return host_.store(); }
  void log(pbay_level level, std::string_view message, const Fields& fields = {},
           Ctx ctx = kSelf) const noexcept {
    host_.log(level, message, fields, ctx);
  }

 private:
  Host host_;
};

}  // namespace patchbay::inline v1

#include "patchbay/detail/trampolines.hpp"

// PBAY_PLUGIN(Class, "id", "Name", "1.0.0", "org.vendor", flags, needs…): defines the one exported symbol.
// id, version, vendor and needs equal plugin.json's. PBAY_PLUGIN_WANTING takes optional interfaces too: (…,
// PBAY_LIST(needs…), wants…).
#define PBAY_LIST(...) __VA_ARGS__ __VA_OPT__(, )
#define PBAY_PLUGIN(Class, id, name, version, vendor, flags, ...) \
  PBAY_PLUGIN_WANTING(Class, id, name, version, vendor, flags, PBAY_LIST(__VA_ARGS__))
#define PBAY_PLUGIN_WANTING(Class, id, name, version, vendor, flags, needs, ...) \
  namespace {                                                                    \
  constexpr const char* kPbayNeeds[] = {needs nullptr};                          \
  constexpr const char* kPbayWants[] = {PBAY_LIST(__VA_ARGS__) nullptr};         \
  constexpr pbay_desc kPbayDesc = {{id, sizeof(id) - 1},                         \
                                   {name, sizeof(name) - 1},                     \
                                   {version, sizeof(version) - 1},               \
                                   {vendor, sizeof(vendor) - 1},                 \
                                   kPbayNeeds,                                   \
                                   kPbayWants,                                   \
                                   (flags),                                      \
                                   0u};                                          \
  }                                                                              \
  extern "C" PBAY_EXPORT const pbay_entry_t pbay_entry = {                       \
      PBAY_MAGIC, PBAY_ABI_MAJOR, PBAY_ABI_MINOR, 0u, &kPbayDesc, &::patchbay::detail::create<Class>};
