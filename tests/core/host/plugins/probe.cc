// A plugin that does what a test tells it: requests, calls, events, jobs and timers each run a small script.
// Scripts are commands separated by ';'. A request's body is its script; a call's JSON {"run":"NAME"}, an
// event and a job run a script of the settings ("/scripts/NAME", "/scripts/event", "/scripts/job",
// "/scripts/timer", "/scripts/start"); a call whose JSON names none runs "/scripts/call". A single quote in a
// script stands for a double one. What happens is written to the descriptor `out` of the settings, a line
// each.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "patchbay/pbay.h"

#ifndef PROBE_FLAGS
#define PROBE_FLAGS PBAY_CONCURRENT
#endif

namespace {

pbay_str s(std::string_view text) {
  return {text.data(), text.size()};
}
pbay_bytes b(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
std::string str(pbay_str text) {
  return {text.p, text.n};
}
std::string str(pbay_bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.p), bytes.n};
}

struct Collect {
  std::string text;
  static pbay_status put(void* self, pbay_bytes item) {
    auto* mine = static_cast<Collect*>(self);
    if (!mine->text.empty()) mine->text += '|';
    mine->text.append(reinterpret_cast<const char*>(item.p), item.n);
    return PBAY_OK;
  }
  pbay_sink sink() { return {this, put}; }
};

enum class Ending { now, later, never, twice };

// What a script works on.
struct Run {
  pbay_ctx ctx = 0;
  pbay_id call = 0;
  pbay_kvs headers{};
  std::string out;
  std::string heard;     // the JSON of a call
  bool is_json = false;  // out is the whole answer to a call
  Ending ending = Ending::now;
  pbay_status status = PBAY_OK;
  uint32_t retry_ms = 0;
};

struct Probe {
  pbay_plugin face{};
  const pbay_host* host = nullptr;
  std::string instance;
  int out = -1, gate = -1;
  const pbay_http_1* http = nullptr;
  const pbay_ws_1* ws = nullptr;
  const pbay_bus_1* bus = nullptr;
  const pbay_store_1* store = nullptr;
  const pbay_jobs_1* jobs = nullptr;
  const pbay_fetch_1* fetch = nullptr;
  const pbay_net_1* net = nullptr;
  const pbay_files_1* files = nullptr;
  const pbay_worker_1* worker = nullptr;
  const pbay_metrics_1* metrics = nullptr;
  std::atomic<int> inside{0};
  std::mutex mutex;
  std::vector<std::thread> threads;

  std::string config(const std::string& pointer) {
    Collect collect;
    if (host->config(host, s(pointer), collect.sink(), nullptr) != PBAY_OK) return {};
    std::string text = collect.text;
    if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
    return text;
  }
  std::vector<std::string> config_list(const std::string& pointer) {
    std::vector<std::string> list;
    for (int i = 0; i < 20; ++i) {
      const std::string item = config(pointer + "/" + std::to_string(i));
      if (item.empty()) break;
      list.push_back(item);
    }
    return list;
  }
  void tell(const std::string& line) {
    const std::string text = line + "\n";
    if (out >= 0 && ::write(out, text.data(), text.size()) < 0)
      out = -1;  // in a worker there is nobody to tell
  }
  void later(std::function<void()> work);
  void run(const std::string& script, Run& run);
  void step(const std::string& command, const std::vector<std::string>& a, Run& run);
  void more_steps(const std::string& command, const std::vector<std::string>& a, Run& run);
};

Probe& of(pbay_plugin* plugin) {
  return *static_cast<Probe*>(plugin->impl);
}

std::vector<std::string> split(const std::string& text, char by, std::size_t most = 100) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (out.size() + 1 < most) {
    const std::size_t next = text.find(by, at);
    if (next == std::string::npos) break;
    out.push_back(text.substr(at, next - at));
    at = next + 1;
  }
  out.push_back(text.substr(at));
  return out;
}

std::string result(pbay_status status, const pbay_error& error, const std::string& text) {
  return std::to_string(status) + ":" + (status == PBAY_OK ? text : std::string{error.msg, error.n});
}

void Probe::later(std::function<void()> work) {
  const std::lock_guard lock{mutex};
  threads.emplace_back(std::move(work));
}

void Probe::run(const std::string& script, Run& state) {
  for (std::string command : split(script, ';')) {
    for (char& c : command)
      if (c == '\'') c = '"';
    const std::size_t first = command.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    const std::vector<std::string> words = split(command.substr(first), ' ');
    step(words[0], words, state);
  }
}

std::string rest(const std::vector<std::string>& words, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < words.size(); ++i) out += (i > from ? " " : "") + words[i];
  return out;
}

std::string header(const Run& state, const std::string& name) {
  for (size_t i = 0; i < state.headers.n; ++i)
    if (str(state.headers.p[i].k) == name) return str(state.headers.p[i].v);
  return "none";
}

void Probe::step(const std::string& command, const std::vector<std::string>& a, Run& state) {
  pbay_error error{};
  Collect got;
  std::string& o = state.out;
  if (!o.empty()) o += ' ';
  if (command == "say")
    o += rest(a, 1);
  else if (command == "heard")
    tell("heard " + state.heard);
  else if (command == "json") {
    o = rest(a, 1);
    state.is_json = true;
  }
  else if (command == "whoami")
    o += instance;
  else if (command == "header")
    o += header(state, a[1]);
  else if (command == "call") {
    const pbay_status status = bus->call(host, state.ctx, s(a[1]), s(rest(a, 2)), got.sink(), &error);
    o += result(status, error, got.text);
  } else if (command == "providers") {
    o += result(bus->providers(host, state.ctx, s(a[1]), got.sink(), &error), error, got.text);
  } else if (command == "get") {
    o += result(store->get(host, state.ctx, s(a[1]), s(a[2]), got.sink(), &error), error, got.text);
  } else if (command == "find") {
    o += result(store->find(host, state.ctx, s(a[1]), s(rest(a, 2)), got.sink(), &error), error, got.text);
  } else if (command == "batch") {
    o += result(store->batch(host, state.ctx, s(rest(a, 1)), got.sink(), &error), error, got.text);
  } else if (command == "blob") {
    pbay_status status = store->blob_put(host, state.ctx, s(a[1]), s("text/plain"), 0, b(a[2]), 1, &error);
    if (status == PBAY_OK) status = store->blob_get(host, state.ctx, s(a[1]), 0, 0, got.sink(), &error);
    o += result(status, error, got.text);
  } else if (command == "publish") {
    o += result(bus->publish(host, state.ctx, s(a[1]), s(a[2]), s(rest(a, 4)),
                             static_cast<uint32_t>(std::stoul(a[3])), &error),
                error, "");
  } else if (command == "job") {
    o += result(jobs->enqueue(host, state.ctx, s(a[1]), s(a[2] == "-" ? "" : a[2]), s(rest(a, 3)), 0, &error),
                error, "");
  } else if (command == "timer") {
    o += std::to_string(jobs->timer(host, std::stoull(a[1]), std::stoull(a[2]), std::stoull(a[3])));
  } else {
    more_steps(command, a, state);
  }
}

void Probe::more_steps(const std::string& command, const std::vector<std::string>& a, Run& state) {
  pbay_error error{};
  Collect got;
  std::string& o = state.out;
  if (command == "list") {
    o += result(files->list(host, state.ctx, s(a[1]), s(a.size() > 2 ? a[2] : ""), got.sink(), &error), error,
                got.text);
  } else if (command == "read") {
    o += result(files->read(host, state.ctx, s(a[1]), s(a.size() > 2 ? a[2] : ""), 0, 0, got.sink(), &error),
                error, got.text);
  } else if (command == "fetch") {
    o += result(fetch->fetch(host, state.ctx, 5, s("GET"), s(a[1]), {nullptr, 0}, {nullptr, 0}, 2000, &error),
                error, "");
  } else if (command == "connect") {
    int32_t fd = -1;
    const pbay_status status =
        net->connect(host, state.ctx, s(a[1]), s(a[2]), static_cast<uint32_t>(std::stoul(a[3])), &fd, &error);
    if (status == PBAY_OK) ::close(fd);
    o += result(status, error, "connected");
  } else if (command == "worker") {
    pbay_limits limits{};
    if (a.size() > 3) limits.cpu_ms = std::stoull(a[3]);
    if (a.size() > 4) limits.memory_bytes = std::stoull(a[4]);
    o += result(worker->run(host, state.ctx, s(a[1]), b(a[2]), got.sink(), &limits, &error), error, got.text);
  } else if (command == "metric") {
    pbay_id id = 0;
    const pbay_status status =
        metrics->define(host, PBAY_COUNTER, s(a[1]), s("Counted by a test."), &id, &error);
    if (status == PBAY_OK) metrics->record(host, id, 2, {nullptr, 0});
    o += result(status, error, "");
  } else if (command == "gate") {
    const int now = ++inside;
    tell("inside " + std::to_string(now));
    char byte = 0;
    if (::read(gate, &byte, 1) != 1) std::abort();
    --inside;
  } else if (command == "progress") {
    o += std::to_string(bus->progress(host, state.call, s("{\"done\":1,\"total\":2,\"text\":\"half\"}")));
  } else if (command == "status") {
    state.status = std::stoi(a[1]);
    if (a.size() > 2) state.retry_ms = static_cast<uint32_t>(std::stoul(a[2]));
  } else if (command == "later")
    state.ending = Ending::later;
  else if (command == "never")
    state.ending = Ending::never;
  else if (command == "twice")
    state.ending = Ending::twice;
  else if (command == "throw")
    throw std::runtime_error{"thrown by a test"};
  else if (command == "fail")
    host->fail(host, s("the test said so"));
  else if (command == "crash")
    std::abort();
  else if (command == "tell")
    tell(rest(a, 1));
  else if (command == "thread") {
    // The rest of the script on a thread of the plugin's own.
    Run inner;
    inner.ctx = state.ctx;
    std::thread{[&] { run(rest(a, 1), inner); }}.join();
    o += inner.out;
  } else
    o += "unknown:" + command;
}

void request(pbay_plugin* plugin, const pbay_http_req* req) {
  Probe& self = of(plugin);
  Run state;
  state.ctx = req->ctx;
  state.headers = req->headers;
  const pbay_id id = req->req;
  if (req->tag == 2) {
    self.tell("request " + str(req->method) + " " + str(req->path));
    return;
  }
  if (req->tag == 3) {
    self.http->begin(self.host, id, 200, {nullptr, 0});
    self.http->write(self.host, id, b("one,"));
    self.http->write(self.host, id, b("two"));
    self.http->end(self.host, id);
    return;
  }
  self.run(str(req->body), state);
  const pbay_kv header{s("content-type"), s("text/plain")};
  const auto answer = [&self, id, header](const std::string& body) {
    return self.http->respond(self.host, id, 200, {&header, 1}, b(body));
  };
  if (state.ending == Ending::now) self.tell("respond " + std::to_string(answer(state.out)));
  if (state.ending == Ending::twice) {
    answer(state.out);
    self.tell("second " + std::to_string(answer("again")));
  }
  if (state.ending == Ending::later)
    self.later([&self, id, text = state.out] {
      char byte = 0;
      if (::read(self.gate, &byte, 1) != 1) std::abort();
      const pbay_kv inner{s("content-type"), s("text/plain")};
      self.tell("respond " + std::to_string(self.http->respond(self.host, id, 200, {&inner, 1}, b(text))));
    });
}

void body(pbay_plugin* plugin, pbay_id req, pbay_bytes chunk, uint32_t last) {
  Probe& self = of(plugin);
  self.tell("body " + std::to_string(chunk.n) + " " + std::to_string(last));
  if (last != 0) self.http->respond(self.host, req, 200, {nullptr, 0}, b("streamed"));
}

void cancel(pbay_plugin* plugin, pbay_id req) {
  Probe& self = of(plugin);
  self.tell("cancel " + std::to_string(self.http->respond(self.host, req, 200, {nullptr, 0}, b("late"))));
}

void ws_open(pbay_plugin* plugin, pbay_id conn, const pbay_http_req* req, pbay_bytes state,
             uint32_t resumed) {
  Probe& self = of(plugin);
  self.tell("open " + str(req->path) + " " + str(state) + " " + std::to_string(resumed));
  self.ws->join(self.host, conn, s("all"), 0);
}
void ws_message(pbay_plugin* plugin, pbay_id conn, uint32_t binary, pbay_bytes data) {
  Probe& self = of(plugin);
  self.tell("message " + str(data));
  self.ws->send(self.host, conn, binary, data);
}
void ws_closed(pbay_plugin* plugin, pbay_id, int32_t code) {
  of(plugin).tell("closed " + std::to_string(code));
}

void on_event(pbay_plugin* plugin, const pbay_event* event) {
  Probe& self = of(plugin);
  Run state;
  state.ctx = event->ctx;
  self.tell("event " + str(event->topic) + " " + str(event->key) + " " + str(event->json) + " try " +
            std::to_string(event->attempt));
  self.run(self.config("/scripts/event"), state);
  if ((event->flags & PBAY_DURABLE) != 0 && state.ending == Ending::now)
    self.bus->ack(self.host, event->delivery, state.status, state.retry_ms);
}

void on_call(pbay_plugin* plugin, const pbay_call* call) {
  Probe& self = of(plugin);
  Run state;
  state.ctx = call->ctx;
  state.call = call->call;
  const std::string text = state.heard = str(call->json);
  const std::size_t at = text.find("\"run\":\"");
  if (at == std::string::npos) {
    const std::string script = self.config("/scripts/call");
    if (script.empty()) state.out = text;
    self.run(script, state);
  } else {
    const std::string name = text.substr(at + 7, text.find('"', at + 7) - at - 7);
    self.run(self.config("/scripts/" + name), state);
  }
  std::string answer = "\"";
  for (const char c : state.out) answer += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  answer += '"';
  if (state.is_json) answer = state.out;
  if (text == "{\"bad\":1}") answer = "{not json";
  const pbay_id id = call->call;
  if (state.ending == Ending::now) {
    const pbay_status status =
        self.bus->reply(self.host, id, state.status, s(state.status == PBAY_OK ? answer : state.out));
    if (status != PBAY_OK) self.tell("reply " + std::to_string(status));
  } else if (state.ending == Ending::later) {
    self.later([&self, id, answer] {
      char byte = 0;
      if (::read(self.gate, &byte, 1) != 1) std::abort();
      self.tell("reply " + std::to_string(self.bus->reply(self.host, id, PBAY_OK, s(answer))));
    });
  }
}

void on_timer(pbay_plugin* plugin, uint64_t tag) {
  of(plugin).tell("timer " + std::to_string(tag));
}
void on_job(pbay_plugin* plugin, const pbay_job* job) {
  Probe& self = of(plugin);
  Run state;
  state.ctx = job->ctx;
  self.tell("job " + str(job->queue) + " " + str(job->payload) + " try " + std::to_string(job->attempt));
  self.run(self.config("/scripts/job"), state);
  if (state.ending == Ending::now) self.jobs->done(self.host, job->job, state.status, state.retry_ms);
}

void on_part(pbay_plugin* plugin, uint64_t tag, int32_t status, pbay_kvs, pbay_bytes chunk, uint32_t last) {
  of(plugin).tell("part " + std::to_string(tag) + " " + std::to_string(status) + " " + str(chunk) + " " +
                  std::to_string(last));
}

pbay_status on_worker(pbay_plugin* plugin, pbay_str routine, pbay_bytes input, pbay_sink out, pbay_error*) {
  const std::string name = str(routine);
  if (name == "upper") {
    std::string text = str(input);
    for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    return out.put(out.self, b(text));
  }
  if (name == "config") return out.put(out.self, b(of(plugin).config("/scripts/start")));
  if (name == "spin") {
    static std::atomic<unsigned> turns{0};
    for (;;) ++turns;
  }
  if (name == "eat") {
    std::vector<std::string> blocks;
    for (;;) blocks.emplace_back(1 << 20, 'x');
  }
  if (name == "flood")
    for (;;)
      if (const pbay_status status = out.put(out.self, b(std::string(1 << 20, 'y'))); status != PBAY_OK)
        return status;
  if (name == "crash") std::abort();
  if (name == "open")
    return ::access("/etc/passwd", R_OK) == 0 || ::open("/etc/passwd", 0) >= 0 ? PBAY_OK : PBAY_E_DENIED;
  if (name == "fork") return ::fork() < 0 ? PBAY_E_DENIED : PBAY_OK;
  return PBAY_E_UNSUPPORTED;
}

constexpr pbay_on_http_1 kOnHttp = {request, body, cancel};
constexpr pbay_on_ws_1 kOnWs = {ws_open, ws_message, ws_closed};
constexpr pbay_on_bus_1 kOnBus = {on_event, on_call};
constexpr pbay_on_jobs_1 kOnJobs = {on_timer, on_job};
constexpr pbay_on_fetch_1 kOnFetch = {on_part};
constexpr pbay_on_worker_1 kOnWorker = {on_worker};

pbay_status start(pbay_plugin* plugin, pbay_error* error) {
  Probe& self = of(plugin);
  const auto get = [&self](const char* id) { return self.host->get_iface(self.host, id); };
  self.http = static_cast<const pbay_http_1*>(get(PBAY_HTTP));
  self.ws = static_cast<const pbay_ws_1*>(get(PBAY_WS));
  self.bus = static_cast<const pbay_bus_1*>(get(PBAY_BUS));
  self.store = static_cast<const pbay_store_1*>(get(PBAY_STORE));
  self.jobs = static_cast<const pbay_jobs_1*>(get(PBAY_JOBS));
  self.fetch = static_cast<const pbay_fetch_1*>(get(PBAY_FETCH));
  self.net = static_cast<const pbay_net_1*>(get(PBAY_NET));
  self.files = static_cast<const pbay_files_1*>(get(PBAY_FILES));
  self.worker = static_cast<const pbay_worker_1*>(get(PBAY_WORKER));
  self.metrics = static_cast<const pbay_metrics_1*>(get(PBAY_METRICS));
  const std::string base = "/" + self.instance;
  const pbay_host* h = self.host;
  pbay_status status = self.http->route(h, s("POST"), s(base + "/run"), PBAY_FOR_PUBLIC, 1, error);
  if (status == PBAY_OK)
    status = self.http->route(h, s("GET,HEAD"), s(base + "/never/{what}"), PBAY_FOR_PUBLIC, 2, error);
  if (status == PBAY_OK)
    status = self.http->route(h, s("GET"), s(base + "/stream"), PBAY_FOR_PUBLIC, 3, error);
  if (status == PBAY_OK)
    status = self.http->route(h, s("POST"), s(base + "/body"), PBAY_FOR_PUBLIC | PBAY_STREAM_BODY, 2, error);
  if (status == PBAY_OK)
    status = self.http->route(h, s("GET"), s(base + "/socket"), PBAY_FOR_PUBLIC | PBAY_WEBSOCKET, 4, error);
  if (status == PBAY_OK)
    status = self.store->collection(
        h, s("notes"), s(R"({"version":1,"indexes":[{"field":"/lang"}],"audience":"/audience"})"), error);
  for (const std::string& pattern : self.config_list("/subscribe"))
    if (status == PBAY_OK) {
      const bool durable = pattern[0] == '!';
      status = self.bus->subscribe(h, s(durable ? pattern.substr(1) : pattern), durable ? PBAY_DURABLE : 0, 7,
                                   error);
    }
  for (const std::string& method : self.config_list("/provide"))
    if (status == PBAY_OK) status = self.bus->provide(h, s(method), 9, error);
  if (status != PBAY_OK) return status;
  Run state;
  self.run(self.config("/scripts/start"), state);
  if (!state.out.empty()) self.tell("start " + state.out);
  if (state.status != PBAY_OK && error != nullptr) {
    const std::string why = "the test said no";
    error->code = state.status;
    error->n = static_cast<uint32_t>(why.size());
    std::memcpy(error->msg, why.data(), why.size());
  }
  return state.status;
}

void drain(pbay_plugin* plugin) {
  of(plugin).tell("drain");
}
void stop(pbay_plugin* plugin) {
  Probe& self = of(plugin);
  for (std::thread& thread : self.threads) thread.join();
  self.threads.clear();
  self.tell("stop");
}
void destroy(pbay_plugin* plugin) {
  of(plugin).tell("destroy");
  delete &of(plugin);
}

const void* get_iface(pbay_plugin*, const char* id) {
  const std::string_view name{id};
  if (name == PBAY_ON_HTTP) return &kOnHttp;
  if (name == PBAY_ON_WS) return &kOnWs;
  if (name == PBAY_ON_BUS) return &kOnBus;
  if (name == PBAY_ON_JOBS) return &kOnJobs;
  if (name == PBAY_ON_FETCH) return &kOnFetch;
  if (name == PBAY_ON_WORKER) return &kOnWorker;
  return nullptr;
}

pbay_plugin* create(const pbay_host* host, pbay_str instance, pbay_error*) {
  auto* probe = new Probe;
  probe->host = host;
  probe->instance = str(instance);
  probe->face = {probe, start, drain, stop, destroy, get_iface};
  const std::string out = probe->config("/out"), gate = probe->config("/gate");
  if (!out.empty()) probe->out = std::stoi(out);
  if (!gate.empty()) probe->gate = std::stoi(gate);
  probe->tell("create");
  return &probe->face;
}

constexpr const char* kNeeds[] = {PROBE_NEEDS nullptr};
constexpr const char* kWants[] = {nullptr};
constexpr pbay_desc kDesc = {{PROBE_ID, sizeof PROBE_ID - 1},
                             {"Probe", 5},
                             {"1.0.0", 5},
                             {"org.example", 11},
                             kNeeds,
                             kWants,
                             PROBE_FLAGS,
                             0};

}  // namespace

#ifndef PROBE_MAGIC
#define PROBE_MAGIC PBAY_MAGIC
#endif
#ifndef PROBE_MAJOR
#define PROBE_MAJOR PBAY_ABI_MAJOR
#endif

extern "C" PBAY_EXPORT const pbay_entry_t pbay_entry;
extern "C" const pbay_entry_t pbay_entry = {PROBE_MAGIC, PROBE_MAJOR, PBAY_ABI_MINOR, 0, &kDesc, create};
