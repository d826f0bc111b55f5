#pragma once
// A host for tests of plugins: everything in memory, everything on the calling thread, nothing hidden. It
// speaks the C ABI on both sides, so it runs a plugin compiled into the test as well as a finished .so in any
// language.
//
//   patchbay::FakeHost host{pbay_entry};              // or FakeHost::open("build/dev/plugins/kb/kb.so")
//   host.config(R"({"greeting":"Hi"})");
//   host.start();
//   EXPECT_EQ(host.get("/hello/Ana").body, "Hi, Ana!\n");
//
// Whatever is lent to the plugin for a call becomes unreadable after it: a kept pointer crashes here, not at
// a customer's. Link patchbay::fake_host. What the plugin did against the rules of pbay.h is in violations();
// expect it to be empty.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patchbay/failure.hpp"

namespace patchbay {

// Who is behind a request or call. The audience filter of collections and session.actor@1 follow it.
struct FakeActor {
  std::string kind = "visitor";  // visitor, customer, employee, agent, admin, system
  std::string id;
  std::vector<std::string> groups;  // an agent's are its teams too
  std::string locale = "en";

  static FakeActor system() { return {"system", "", {}, "en"}; }
  static FakeActor agent() { return {"agent", "agent-1", {}, "en"}; }
  static FakeActor admin() { return {"admin", "admin-1", {}, "en"}; }
  static FakeActor employee(std::vector<std::string> in = {}) {
    return {"employee", "employee-1", std::move(in), "en"};
  }
  static FakeActor customer(std::vector<std::string> in = {}) {
    return {"customer", "customer-1", std::move(in), "en"};
  }
};

using FakeHeaders = std::vector<std::pair<std::string, std::string>>;

struct FakeRequest {
  std::string method = "GET", target;  // target: path and query, as on the wire
  FakeHeaders headers;                 // names in lower case
  std::string body;
  FakeActor actor;
  std::vector<std::string> chunks;  // of a PBAY_STREAM_BODY route, instead of body
};

struct FakeAnswer {
  int status = 0;  // 404: no route, 401/403: the route's level is above the actor, 504: never answered
  FakeHeaders headers;
  std::string body;
  bool streamed = false;
  std::string header(std::string_view name) const;  // "" where there is none
};

struct FakeLog {
  pbay_level level;
  std::string text;
  FakeHeaders fields;
};

struct FakeEvent {
  std::string topic, key, json;
  bool durable = false;
};

struct FakeJob {
  std::string queue, unique, payload;
  std::uint64_t not_before_ms = 0;
  std::uint32_t attempt = 1;
  pbay_id id = 0;
};

struct FakeFetch {
  std::string method, url, body;
  FakeHeaders headers;
};

// A WebSocket as its client sees it.
struct FakeSocket {
  pbay_id id = 0;
  std::vector<std::string> received;
  int close_code = 0;  // 0 = open
  std::string state;   // what the plugin keeps over a reload
  std::vector<std::string> groups;
};

class FakeHost {
 public:
  explicit FakeHost(const pbay_entry_t& entry, std::string instance = "");
  // Loads a finished plugin; throws std::runtime_error saying why it cannot. It stays mapped.
  static std::unique_ptr<FakeHost> open(const std::string& path, std::string instance = "");
  ~FakeHost();  // drains, stops and destroys what runs
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  // ---- before start() ----
  void config(std::string json);                   // the instance's settings; "{}" until then
  void withhold(std::string interface_id);         // this host does not offer it
  void grant(std::string name, std::string path);  // pbay.files/1 shows that real file or folder
  void network(std::string purpose, int fd);       // connect() and listen() hand out a duplicate of it

  void patience(int ms);  // how long an answer from another thread is waited for; 5 s

  // ---- life ----
  void start();   // create and start; throws Failure when the plugin refuses, or needs what is withheld
  void create();  // without starting; then restore() or stop()
  void restore(std::string_view saved);  // throws Failure when the plugin refuses
  bool keeps_state() const;              // offers pbay.on-state/1
  void drain();
  void stop();                         // and destroy
  void restart();                      // stop and start again with the same store
  std::string reload();                // drain, save, stop, restore, start as a reload does; what was saved
  void reconfigure(std::string json);  // throws Failure when the plugin refuses
  void health();                       // the same

  // ---- HTTP ----
  FakeAnswer request(FakeRequest request);
  FakeAnswer get(const std::string& target, FakeActor actor = {}) {
    return request({"GET", target, {}, "", actor, {}});
  }
  FakeAnswer post(const std::string& target, std::string body, FakeActor actor = FakeActor::agent()) {
    return request({"POST", target, {{"content-type", "application/json"}}, std::move(body), actor, {}});
  }
  std::vector<std::string> routes() const;         // "GET,HEAD /kb/{slug}", in order
  std::vector<std::string> subscriptions() const;  // "message.*", in order

  // ---- WebSockets ----
  pbay_id open_socket(const std::string& target, FakeActor actor = {});  // 0: no such route
  void send(pbay_id socket, std::string_view text);
  void close_socket(pbay_id socket, int code = 1000);
  FakeSocket socket(pbay_id socket) const;

  // ---- methods and events ----
  // What the plugin gets when it calls `method`; a later one for the same method and instance replaces the
  // first. With several instances providers() lists them in the order they were added.
  using Reply = std::function<std::string(const std::string& json)>;  // may throw Failure
  void answer(std::string method, std::string json);
  void answer(std::string method, Reply reply, std::string instance = "other");
  void nobody_answers(const std::string& method);
  // Calls a method the plugin provides. Throws Failure with what it replied.
  std::string call(const std::string& method, const std::string& json = "{}",
                   FakeActor actor = FakeActor::system());
  std::vector<std::string> progress() const;  // of the last call()
  void cancel_call_after(int steps);          // the next call()'s caller gives up after so many progress()
  std::vector<std::string> provided() const;
  // Hands an event to the plugin's matching subscriptions. OK, or what it was refused with (durable ones).
  pbay_status deliver(const std::string& topic, const std::string& key, const std::string& json,
                      FakeActor actor = FakeActor::system(), std::uint32_t attempt = 1);
  std::vector<FakeEvent> published() const;
  std::vector<std::pair<std::string, std::string>> calls() const;  // what the plugin called, method and JSON

  // ---- store; what a test puts in or looks at, past every filter ----
  void put(const std::string& collection, const std::string& id, const std::string& doc_json);
  std::string doc(const std::string& collection, const std::string& id) const;  // "" where there is none
  std::vector<std::string> ids(const std::string& collection) const;
  std::string blob(const std::string& key) const;
  std::map<std::string, std::string> collections() const;  // name → schema

  // ---- work and time ----
  void advance(std::uint64_t ms);     // the host's clock; runs the timers that come due, in order
  int run_jobs();                     // those whose time has come; how many were done
  std::vector<FakeJob> jobs() const;  // what waits
  // What the host would never do: a timer nobody set, a job of a queue nobody named.
  void fire_timer(std::uint64_t tag);
  void run_job(const std::string& queue, const std::string& payload);
  // Fetches of URLs that start with this; a later answer for the same beginning replaces the first. Unanswered
  // ones fail with PBAY_E_UNAVAILABLE.
  void answer_fetch(std::string url_prefix, int status, std::string body, FakeHeaders headers = {});
  std::vector<FakeFetch> fetches() const;
  int settle();  // delivers fetched answers until none is left; how many

  // Runs a worker() routine on an instance of its own, as its limited child would, but without the limits.
  std::string run_routine(const std::string& routine, std::string_view input);

  // ---- what it says and does ----
  std::vector<FakeLog> logs() const;
  double metric(const std::string& name) const;  // sum, or last value of a gauge
  std::vector<std::string> violations() const;   // rules of pbay.h that were broken
  std::vector<std::string> trace() const;        // every host call by name, "store.batch"
  // The next `times` calls of a host function ("store.batch", "bus.call") fail with this.
  void refuse(std::string function, pbay_status status, int times = 1);
  bool has_failed() const;      // the plugin called fail()
  pbay_plugin* plugin() const;  // while it lives

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace patchbay
