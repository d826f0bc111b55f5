#include "tests/core/host/host_test.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "core/base/hash.hpp"

namespace patchbay::host {
namespace {

namespace fs = std::filesystem;

constexpr int kPatienceMs = 20'000;

std::string text_of(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

json::array list_of(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

}  // namespace

Wire::Wire() {
  if (::pipe2(pipe_, O_CLOEXEC) != 0 || ::pipe2(gate_, O_CLOEXEC) != 0) std::abort();
}
Wire::~Wire() {
  for (const int fd : {pipe_[0], pipe_[1], gate_[0], gate_[1]}) ::close(fd);
}

std::string Wire::line() {
  for (;;) {
    const std::size_t end = buffer_.find('\n');
    if (end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    pollfd wait{pipe_[0], POLLIN, 0};
    if (::poll(&wait, 1, kPatienceMs) != 1) return {};
    char piece[4096];
    const ssize_t count = ::read(pipe_[0], piece, sizeof piece);
    if (count > 0) buffer_.append(piece, static_cast<std::size_t>(count));
  }
}

std::string Wire::line_of(const std::string& start) {
  for (std::string next = line(); !next.empty(); next = line())
    if (next.starts_with(start)) return next;
  return {};
}

bool Wire::is_silent() {
  pollfd wait{pipe_[0], POLLIN, 0};
  return buffer_.empty() && ::poll(&wait, 1, 0) == 0;
}

void Wire::open_gate(int times) {
  const std::string bytes(static_cast<std::size_t>(times), 'g');
  if (::write(gate_[1], bytes.data(), bytes.size()) < 0) std::abort();
}

fs::path probe_file(const std::string& id) {
  return fs::path{PATCHBAY_BINARY_DIR} / "obj" / "probes" / ("probe_" + id + ".so");
}

void write_text(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream{path, std::ios::binary | std::ios::trunc} << text;
}

HostTest::HostTest() {
  std::string pattern = fs::temp_directory_path() / "patchbay-host-XXXXXX";
  root = ::mkdtemp(pattern.data());
  fs::create_directories(root / "plugins");
  config.plugin_path = {(root / "plugins").string()};
  config.site.locales = {"en", "bg"};
}

HostTest::~HostTest() {
  stop();
  fs::remove_all(root);
}

fs::path HostTest::install(const Installed& plugin) {
  const fs::path folder = root / "plugins" / plugin.id;
  fs::create_directories(folder);
  const fs::path library = folder / (plugin.id + ".so");
  fs::copy_file(probe_file(plugin.id), library, fs::copy_options::overwrite_existing);
  fs::permissions(library, fs::perms::owner_read | fs::perms::owner_write);
  const json::object text{{"type", "string"}}, texts{{"type", "array"}, {"items", text}},
      number{{"type", "integer"}};
  const json::object scripts{{"type", "object"}, {"additionalProperties", text}};
  const json::object schema{
      {"type", "object"},
      {"additionalProperties", false},
      {"properties", json::object{{"out", number},
                                  {"gate", number},
                                  {"scripts", scripts},
                                  {"subscribe", texts},
                                  {"provide", texts},
                                  {"allow", texts},
                                  {"colour", json::object{{"type", "string"}, {"default", "green"}}}}}};
  const json::object manifest{
      {"id", plugin.id},
      {"name", "Probe"},
      {"version", plugin.version},
      {"vendor", "org.example"},
      {"abi", 1},
      {"file", plugin.id + ".so"},
      {"sha256", plugin.sha256.empty() ? sha256_hex(text_of(library)) : plugin.sha256},
      {"needs", list_of(plugin.needs)},
      {"provides", list_of(plugin.provides)},
      {"uses", list_of(plugin.uses)},
      {"egress", list_of(plugin.egress)},
      {"network", list_of(plugin.network)},
      {"config", schema}};
  write_text(folder / "plugin.json", to_text(manifest));
  return folder;
}

config::PluginTable& HostTest::table(const std::string& name, const std::string& plugin,
                                     const std::map<std::string, std::string>& scripts) {
  config::PluginTable table;
  table.instance = name;
  table.plugin = plugin;
  table.file = "patchbay.toml";
  table.line = 10;
  table.column = 1;
  json::object all;
  for (const auto& [script, text] : scripts) all[script] = text;
  table.settings = {{"out", wire.out()}, {"gate", wire.gate()}, {"scripts", std::move(all)}};
  config.plugins.push_back(std::move(table));
  return config.plugins.back();
}

void HostTest::subscribe(config::PluginTable& table, const std::vector<std::string>& patterns) {
  table.settings["subscribe"] = list_of(patterns);
}
void HostTest::provide(config::PluginTable& table, const std::vector<std::string>& methods) {
  table.settings["provide"] = list_of(methods);
}

void HostTest::construct() {
  stop();
  metrics = std::make_unique<Metrics>();
  store::Options options;
  options.directory = (root / "data").string();
  database = store::Database::open(options);
  index = std::make_unique<search::Index>(*database);
  documents = std::make_unique<store::Documents>(*database, nullptr);
  blobs = std::make_unique<store::Blobs>(*database);
  inbox = std::make_unique<inbox::Inbox>(*database, *index, clock);
  directory = std::make_unique<inbox::Directory>(config);
  conversations = std::make_unique<inbox::Conversations>(*database, clock, *directory);
  contacts = std::make_unique<inbox::Contacts>(*database, clock, *directory);
  handoffs = std::make_unique<inbox::Handoffs>(*database, clock, *directory);
  host =
      std::make_unique<PluginHost>(Services{config, *database, *documents, *blobs, *index, *inbox, *directory,
                                            *conversations, *contacts, *handoffs, *metrics, clock});
}

void HostTest::start() {
  construct();
  host->start(front);
}

void HostTest::stop() {
  host.reset();
  handoffs.reset();
  contacts.reset();
  conversations.reset();
  directory.reset();
  inbox.reset();
  blobs.reset();
  documents.reset();
  index.reset();
  database.reset();
}

const PluginInfo HostTest::info(const std::string& instance) {
  for (PluginInfo& one : host->plugins())
    if (one.instance == instance) return std::move(one);
  return {};
}

pbay_id HostTest::post(const std::string& instance, const std::string& script, inbox::Principal by) {
  HttpRequest request;
  request.id = next_request++;
  request.method = "POST";
  request.path = "/" + instance + "/run";
  request.body = script;
  request.principal = std::move(by);
  request.locale = "en";
  const pbay_id id = request.id;
  const Route route = front.route(request.path);
  return host->dispatch(route, std::move(request)) ? id : 0;
}

pbay_id HostTest::get(const std::string& pattern, std::int64_t deadline_ms) {
  HttpRequest request;
  request.id = next_request++;
  request.method = "GET";
  request.path = pattern;
  if (deadline_ms != 0) request.deadline_steady_ms = clock.steady_ms() + deadline_ms;
  const pbay_id id = request.id;
  return host->dispatch(front.route(pattern), std::move(request)) ? id : 0;
}

std::string HostTest::run(const std::string& instance, const std::string& script, inbox::Principal by) {
  const pbay_id id = post(instance, script, std::move(by));
  return id == 0 ? "full" : front.wait(id).body;
}

std::string HostTest::call(const std::string& method, const std::string& json_text,
                           std::int64_t deadline_ms) {
  return host->call(inbox::Principal::system(), method, json_text, deadline_ms);
}

Code HostTest::code_of_call(const std::string& method, const std::string& json_text,
                            std::int64_t deadline_ms) {
  try {
    static_cast<void>(call(method, json_text, deadline_ms));
  } catch (const Error& caught) {
    return caught.code();
  }
  ADD_FAILURE() << method << " succeeded";
  return Code::internal;
}

}  // namespace patchbay::host
