// A plugin that does a little of everything the C++ face offers, for the tests beside it.
#include <stdexcept>
#include <thread>

#include "patchbay/plugin.hpp"

namespace {

using namespace patchbay;

class Workbench final : public Plugin {
 public:
  explicit Workbench(Host host) : Plugin{host} {
    worker("upper", [](std::string_view input, const auto& emit) {
      std::string out{input};
      for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
      emit(out.substr(0, out.size() / 2));
      emit(out.substr(out.size() / 2));
    });
    worker("fail", [](std::string_view, const auto&) { throw Failure{PBAY_E_INVALID, "no such picture"}; });
  }

  void start() override {
    if (host().config("/refuse") == "true") throw Failure{PBAY_E_INVALID, "refuse: told to"};
    collection("notes",
               R"({"version":1,"indexes":[{"field":"/slug","unique":true},{"field":"/n","type":"integer"}],
                            "audience":"/audience","groups":"/groups"})");
    served_ = host().counter("workbench_served_total", "Requests answered");
    add_pages();
    add_store_routes();
    on("note.*", 0, [this](const Event& e) { log(PBAY_LOG_INFO, "saw", {{"topic", e.topic()}}, e.ctx()); });
    on("order.placed", PBAY_DURABLE, [](const Event& e) {
      if (e.json() == "\"broken\"") throw std::runtime_error{"cannot"};
      if (e.json() == "\"busy\"") throw Retry{500, "later"};
    });
    provide("workbench.echo@1", [](const Call& c) { return std::string{c.json()}; });
    provide("workbench.fail@1", [](const Call&) -> std::string { throw Failure{PBAY_E_CONFLICT, "taken"}; });
    provide("workbench.long@1", [](const Call& c) {
      for (std::uint64_t i = 1; i <= 3; ++i) c.progress(i, 3, "step");
      return std::string{"{}"};
    });
    provide_later("workbench.late@1", [this](const Call& c, DeferredReply reply) {
      const std::string json{c.json()};
      threads_.emplace_back(
          [json, kept = std::make_shared<DeferredReply>(std::move(reply))] { kept->reply(json); });
    });
    job("send", [this](const Job& j) {
      if (j.payload() == "fail" && j.attempt() == 1) throw std::runtime_error{"first time"};
      log(PBAY_LOG_INFO, "sent", {{"payload", j.payload()}});
    });
    timer(1000, 1000, [this] { log(PBAY_LOG_INFO, "tick"); });
    websocket("/live", PBAY_FOR_PUBLIC,
              {[](Socket s, const Request&, std::string_view, bool) { s.join("all"), s.send("welcome"); },
               [](Socket s, std::string_view data, bool) { s.send_group("all", data), s.keep(data); },
               [this](Socket, int code) {
                 log(PBAY_LOG_INFO, "left", {{"code", std::to_string(code)}});
               }});
  }

  void stop() override {
    for (std::thread& thread : threads_) thread.join();
  }
  void health() override {
    if (host().config("/sick") == "true") throw Failure{PBAY_E_UNAVAILABLE, "sick"};
  }
  std::string save() override { return "kept"; }
  void restore(std::string_view saved) override { log(PBAY_LOG_INFO, "restored", {{"state", saved}}); }

 private:
  void add_pages() {
    route("GET,HEAD", "/hello/{name}", PBAY_FOR_PUBLIC, [this](const Request& r) {
      served_.record();
      r.html(200, "Hello, " + std::string{r.param("name")} + " " + r.query("q", "none"),
             {{"x-kind", "page"}});
    });
    route("GET", "/files/{rest*}", PBAY_FOR_PUBLIC, [](const Request& r) { r.text(200, r.param("rest")); });
    route("GET", "/admin", PBAY_FOR_ADMIN, [](const Request& r) { r.text(200, "admin"); });
    route("GET", "/agent", PBAY_FOR_AGENT, [](const Request& r) { r.text(200, "agent"); });
    route("GET", "/throws", PBAY_FOR_PUBLIC,
          [](const Request&) { throw std::runtime_error{"secret detail"}; });
    route("GET", "/missing", PBAY_FOR_PUBLIC, [](const Request&) {
      throw Failure{PBAY_E_NOT_FOUND, "There is no such page."};
    });
    route("GET", "/silent", PBAY_FOR_PUBLIC, [](const Request&) {});
    route("GET", "/twice", PBAY_FOR_PUBLIC, [](const Request& r) {
      r.text(200, "one");
      r.text(200, "two");
    });
    route("GET", "/split", PBAY_FOR_PUBLIC,
          [](const Request& r) { r.redirect(302, "/x\r\nset-cookie: a=b"); });
    route("GET", "/late", PBAY_FOR_PUBLIC, [this](const Request& r) {
      threads_.emplace_back([kept = std::make_shared<Deferred>(r.later())] { kept->text(200, "late"); });
    });
    route("GET", "/dropped", PBAY_FOR_PUBLIC, [](const Request& r) { r.later(); });
    route("GET", "/stream", PBAY_FOR_PUBLIC, [](const Request& r) {
      Stream out = r.begin(200, {{"content-type", "text/event-stream"}});
      out.write("data: 1\n\n");
      out.write("data: 2\n\n");
    });
    route("POST", "/count", PBAY_FOR_PUBLIC | PBAY_STREAM_BODY, [](const Request& r) {
      auto bytes = std::make_shared<std::size_t>(0);
      auto answer = std::make_shared<std::shared_ptr<Deferred>>();
      *answer = std::make_shared<Deferred>(r.receive([bytes, answer](std::string_view chunk, bool last) {
        *bytes += chunk.size();
        if (last) (*answer)->text(200, std::to_string(*bytes)), answer->reset();
      }));
    });
    route("GET", "/fetch", PBAY_FOR_PUBLIC, [this](const Request& r) {
      auto answer = std::make_shared<Deferred>(r.later());
      host().fetch(
          r.ctx(), "GET", "https://api.example.com/x", {{"accept", "text/plain"}}, "", 1000,
          [answer](const FetchAnswer& got) { answer->text(got.failed < 0 ? 502 : got.status, got.body); });
    });
    route("GET", "/who", PBAY_FOR_PUBLIC,
          [this](const Request& r) { r.json(200, call(r.ctx(), "session.actor@1")); });
    route("GET", "/ask", PBAY_FOR_PUBLIC, [this](const Request& r) {
      r.json(200, host().try_call(r.ctx(), "kitchen.menu@1").value_or("\"nobody\""));
    });
    route("GET", "/upper", PBAY_FOR_PUBLIC,
          [this](const Request& r) { r.text(200, host().run_worker(r.ctx(), r.query("do"), "abcd")); });
    route("GET", "/file", PBAY_FOR_PUBLIC,
          [this](const Request& r) { r.text(200, host().files().read(r.ctx(), "0", r.query("p"), 10)); });
    route("GET", "/list", PBAY_FOR_PUBLIC, [this](const Request& r) {
      std::string out;
      for (const FileEntry& e : host().files().list(r.ctx(), "0", r.query("p")))
        out += e.name + ":" + e.kind + ";";
      r.text(200, out);
    });
  }

  void add_store_routes() {
    route("GET", "/notes/{id}", PBAY_FOR_PUBLIC, [this](const Request& r) {
      const auto note = store().get(r.ctx(), "notes", r.param("id"));
      if (!note) return r.problem(404, "not_found", "There is no such note.");
      r.json(200, note->doc, {{"etag", "\"" + std::to_string(note->rev) + "\""}});
    });
    route("PUT", "/notes/{id}", PBAY_FOR_PUBLIC, [this](const Request& r) {
      const std::int64_t if_rev = std::stoll(r.query("rev", "-1"));
      r.text(200, std::to_string(store().put(r.ctx(), "notes", r.param("id"), r.body(), if_rev).rev));
    });
    route("GET", "/notes", PBAY_FOR_PUBLIC, [this](const Request& r) {
      const Page page = store().find(r.ctx(), "notes", r.query("query", "{}"));
      std::string out;
      for (const Stored& note : page.items) out += note.id + " ";
      r.text(200, out, {{"x-next", page.next}});
    });
    route("GET", "/all", PBAY_FOR_PUBLIC, [this](const Request& r) {
      int count = 0;
      store().each(r.ctx(), "notes", R"({"where":[["/n","ge",0]]})", [&count](const Stored&) { ++count; });
      r.text(200, std::to_string(count));
    });
    route("PUT", "/blob", PBAY_FOR_PUBLIC, [this](const Request& r) {
      store().blob_put(r.ctx(), "b", "text/plain", r.body());
      const auto blob = store().blob_get(r.ctx(), "b");
      r.text(200, blob->type + " " + std::to_string(blob->size) + " " + std::to_string(blob->bytes.size()));
    });
    route("POST", "/jobs", PBAY_FOR_PUBLIC, [this](const Request& r) {
      host().enqueue(r.ctx(), "send", r.body(), r.query("unique"));
      r.text(202, "");
    });
    route("POST", "/publish", PBAY_FOR_PUBLIC, [this](const Request& r) {
      host().publish(r.ctx(), "note.made", "k", r.body(), PBAY_DURABLE);
      r.text(202, "");
    });
  }

  Metric served_;
  std::vector<std::thread> threads_;
};

}  // namespace

PBAY_PLUGIN(Workbench, "workbench", "Workbench", "1.0.0", "io.patchbay", PBAY_CONCURRENT, PBAY_HTTP, PBAY_WS,
            PBAY_BUS, PBAY_STORE, PBAY_JOBS, PBAY_FETCH, PBAY_FILES, PBAY_WORKER, PBAY_METRICS)
