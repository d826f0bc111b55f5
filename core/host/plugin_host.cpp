#include "core/host/plugin_host.hpp"

#include <fcntl.h>

#include <algorithm>
#include <set>

#include "core/base/error.hpp"
#include "core/base/json_schema.hpp"
#include "core/base/log.hpp"
#include "core/host/admission.hpp"
#include "core/host/boot_marker.hpp"
#include "core/host/lifecycle.hpp"
#include "core/host/pathways.hpp"
#include "core/host/plugin_files.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {

std::string_view name_of(State state) noexcept {
  switch (state) {
    case State::found:
      return "found";
    case State::refused:
      return "refused";
    case State::loaded:
      return "loaded";
    case State::serving:
      return "serving";
    case State::draining:
      return "draining";
    case State::stopped:
      return "stopped";
    case State::failed:
      break;
  }
  return "failed";
}

struct PluginHost::Impl {
  explicit Impl(const Services& services) : board{services} {}

  Discovered found;
  std::vector<config::Problem> problems;
  Switchboard board;

  void read_tables();
  void add_instance(config::PluginTable table);
  void declare_kinds(const Manifest& manifest);
  void remove_old_copies();
  void start(const std::vector<Instance*>& wanted, HttpFront& front);
  void stop(Generation& generation, int& left);
};

void PluginHost::Impl::add_instance(config::PluginTable table) {
  const auto manifest = std::find_if(found.manifests.begin(), found.manifests.end(),
                                     [&table](const Manifest& one) { return one.id == table.plugin; });
  std::vector<config::Problem> reasons;
  Manifest about;
  if (manifest != found.manifests.end()) {
    about = *manifest;
    reasons = reasons_against(table, about, found.manifests, table.settings);
  } else {
    about.id = table.plugin;
    std::string why = "there is no plugin \"" + table.plugin + "\" in";
    for (const auto& place : plugin_path(board.services.config.plugin_path)) why += " " + place.string();
    for (const auto& [folder, reason] : found.refused)
      if (std::filesystem::path{folder}.filename() == table.plugin) why = reason;
    reasons.push_back({table.file, table.line, table.column,
                       why + "; install it, or take the table [plugin." + table.instance + "] out", false});
  }
  if (reasons.empty()) declare_kinds(about);
  auto instance = std::make_unique<Instance>(board.services.metrics, std::move(table), std::move(about));
  if (!reasons.empty()) {
    std::string why;
    for (const config::Problem& reason : reasons) {
      if (!why.empty()) why += "\n";
      if (!reason.file.empty())
        why += reason.file + ":" + std::to_string(reason.line) + ":" + std::to_string(reason.column) + ": ";
      why += reason.text;
    }
    instance->set(State::refused, why);
    problems.insert(problems.end(), reasons.begin(), reasons.end());
  }
  board.add(std::move(instance));
}

// What it adds to journeys and messages, each held against its schema.
void PluginHost::Impl::declare_kinds(const Manifest& manifest) {
  const auto check = [](const char* what, const std::string& kind, const json::value& form) {
    return [what, kind, form](const json::object& data) {
      const auto wrong = validate(data, form);
      if (!wrong.empty()) throw Error{Code::invalid, std::string{what} + " " + kind + ": " + to_text(wrong)};
    };
  };
  for (const auto& [kind, schema] : manifest.journey)
    board.services.inbox.declare_journey(kind, check("journey entry", kind, schema));
  for (const auto& [type, schema] : manifest.parts)
    board.services.conversations.declare_part(type, check("message part", type, schema));
}

void PluginHost::Impl::read_tables() {
  found = discover(plugin_path(board.services.config.plugin_path));
  for (const auto& [folder, why] : found.refused) log::warn("host", "plugin folder left out", {{"why", why}});
  for (const config::PluginTable& table : board.services.config.plugins) add_instance(table);
  board.fill_providers();
}

// DIR is locked, so whatever lies there is of a process that has ended.
void PluginHost::Impl::remove_old_copies() {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{board.run_directory, error})
    if (entry.path().extension() == ".so") std::filesystem::remove(entry.path(), error);
}

void PluginHost::Impl::start(const std::vector<Instance*>& wanted, HttpFront& front) {
  board.front = &front;
  remove_old_copies();
  board.open();
  for (Instance* instance : wanted) bring_up(board, *instance);
}

PluginHost::PluginHost(const Services& services) : impl_{std::make_unique<Impl>(services)} {
  impl_->read_tables();
}

PluginHost::~PluginHost() {
  stop();
}

void PluginHost::start(HttpFront& front) {
  std::vector<Instance*> all;
  for (const auto& instance : impl_->board.instances) all.push_back(instance.get());
  impl_->start(all, front);
}

void PluginHost::start_only(const std::vector<std::string>& names, HttpFront& front) {
  std::set<Instance*> wanted;
  std::vector<Instance*> open;
  for (const std::string& name : names)
    for (const auto& instance : impl_->board.instances)
      if (instance->name == name || instance->manifest.id == name) open.push_back(instance.get());
  while (!open.empty()) {
    Instance* instance = open.back();
    open.pop_back();
    if (!wanted.insert(instance).second) continue;
    for (const std::string& method : instance->manifest.uses)
      for (Instance* provider : impl_->board.providers.of(method)) open.push_back(provider);
  }
  std::vector<Instance*> in_order;
  for (const auto& instance : impl_->board.instances)
    if (wanted.contains(instance.get())) in_order.push_back(instance.get());
  impl_->start(in_order, front);
}

void PluginHost::drain() {
  const std::int64_t end = impl_->board.services.clock.steady_ms() + 30'000;
  for (const auto& instance : impl_->board.instances) {
    if (Generation* generation = instance->current()) {
      const std::int64_t left = end - impl_->board.services.clock.steady_ms();
      host::drain(*generation, static_cast<int>(std::max<std::int64_t>(0, left)));
    }
  }
}

int PluginHost::stop() {
  Switchboard& board = impl_->board;
  if (board.front == nullptr) return 0;
  drain();
  int left = 0;
  for (auto instance = board.instances.rbegin(); instance != board.instances.rend(); ++instance)
    if (Generation* generation = (*instance)->current(); generation != nullptr && !bring_down(*generation))
      ++left;
  board.close();
  board.front = nullptr;
  return left == 0 ? 0 : 1;
}

bool PluginHost::dispatch(const Route& route, HttpRequest request) {
  return dispatch_request(impl_->board, route, std::move(request));
}
void PluginHost::cancel(pbay_id request) {
  cancel_request(impl_->board, request);
}
void PluginHost::ws_open(const Route& route, pbay_id conn, HttpRequest request, std::string state,
                         bool resumed) {
  impl_->board.sockets.open(route, conn, std::move(request), std::move(state), resumed);
}
void PluginHost::ws_message(const std::string&, pbay_id conn, bool binary, std::string data) {
  impl_->board.sockets.message(conn, binary, std::move(data));
}
void PluginHost::ws_closed(const std::string&, pbay_id conn, int code) {
  impl_->board.sockets.closed(conn, code);
}
bool PluginHost::post(std::function<void()> work) {
  return impl_->board.pool.post(std::move(work));
}

std::string PluginHost::call(const inbox::Principal& by, const std::string& method,
                             const std::string& json_text, std::int64_t deadline_ms, const Progress& progress,
                             const std::map<std::string, int>& files) {
  Question question;
  question.method = method;
  question.json = json_text;
  question.by = by;
  question.locale = by.locale;
  if (deadline_ms > 0) question.deadline_steady_ms = impl_->board.services.clock.steady_ms() + deadline_ms;
  if (progress) question.progress = &progress;
  if (!files.empty()) {
    auto copies = std::make_shared<Files>();
    for (const auto& [name, fd] : files) (*copies)[name] = Descriptor{::fcntl(fd, F_DUPFD_CLOEXEC, 3)};
    question.files = std::move(copies);
  }
  static_cast<void>(parse_object(json_text.empty() ? "{}" : json_text, method));
  return ask(impl_->board, question);
}

bool PluginHost::provides(const std::string& method) const {
  return find_host_method(method) != nullptr || !impl_->board.providers.of(method).empty();
}

std::vector<std::string> PluginHost::methods() const {
  std::vector<std::string> out = host_methods();
  for (std::string& method : impl_->board.providers.methods()) out.push_back(std::move(method));
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<PathwayStep> PluginHost::pathways(const inbox::Principal& by, const std::string& locale, Said said) {
  return host::pathways(impl_->board, by, locale, said);
}

namespace {

PluginInfo info_of(const Manifest& manifest) {
  PluginInfo info;
  info.instance = info.plugin = manifest.id;
  info.name = manifest.name;
  info.version = manifest.version;
  info.vendor = manifest.vendor;
  info.directory = manifest.directory;
  info.needs = manifest.needs;
  info.wants = manifest.wants;
  info.provides = manifest.provides;
  info.uses = manifest.uses;
  info.commands = manifest.commands;
  std::error_code error;
  const std::filesystem::path directory = manifest.directory;
  info.assets = manifest.assets;
  if (!manifest.assets.empty()) info.assets_dir = (directory / "assets").string();
  if (!manifest.directory.empty() && std::filesystem::exists(directory / "openapi.json", error))
    info.openapi = (directory / "openapi.json").string();
  return info;
}

}  // namespace

std::vector<PluginInfo> PluginHost::plugins() const {
  std::vector<PluginInfo> out;
  std::set<std::string> used;
  for (const auto& instance : impl_->board.instances) {
    PluginInfo info = info_of(instance->manifest);
    info.instance = instance->name;
    info.enabled = true;
    info.state = instance->state();
    info.why = instance->why();
    if (const Generation* generation = instance->current())
      for (const Route& route : generation->routes)
        info.routes.push_back(route.methods + " " + route.pattern);
    used.insert(instance->manifest.id);
    out.push_back(std::move(info));
  }
  for (const Manifest& manifest : impl_->found.manifests)
    if (!used.contains(manifest.id)) out.push_back(info_of(manifest));
  for (const auto& [folder, why] : impl_->found.refused) {
    PluginInfo info;
    info.instance = info.plugin = std::filesystem::path{folder}.filename().string();
    info.directory = folder;
    info.state = State::refused;
    info.why = why;
    if (!used.contains(info.plugin)) out.push_back(std::move(info));
  }
  return out;
}

std::vector<config::Problem> PluginHost::problems() const {
  return impl_->problems;
}

void PluginHost::allow_again(const std::string& instance) {
  BootMarker::allow(impl_->board.run_directory, instance);
}

json::object PluginHost::readiness() const {
  json::object out;
  for (const auto& instance : impl_->board.instances) {
    const State state = instance->state();
    const std::string why = instance->why();
    const bool ready = state == State::serving;
    out["plugin." + instance->name] = json::object{
        {"ready", ready},
        {"reason", ready ? std::string{} : std::string{name_of(state)} + (why.empty() ? "" : ": " + why)}};
  }
  return out;
}

std::vector<PluginHost::Parked> PluginHost::parked_events() {
  std::vector<Parked> out;
  impl_->board.services.database.read([&out](store::Session& session) {
    for (store::ParkedItem& item : store::parked(session))
      out.push_back({item.id, item.subscriber, item.topic, item.key, item.error, item.attempts, item.at_ms});
  });
  return out;
}

void PluginHost::retry_parked(const std::string& id) {
  impl_->board.services.database.write("host.retry_parked",
                                       [&id](store::Write& write) { store::retry_parked(write, id); });
  impl_->board.deliveries.wake();
}

void PluginHost::drop_parked(const std::string& id) {
  impl_->board.services.database.write("host.drop_parked",
                                       [&id](store::Write& write) { store::drop_parked(write, id); });
  impl_->board.deliveries.wake();
}

}  // namespace patchbay::host
