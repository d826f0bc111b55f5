#include "core/app/serve.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_from.hpp>
#include <map>
#include <sstream>

#include "core/app/failure.hpp"
#include "core/app/plugin_settings.hpp"
#include "core/base/clock.hpp"
#include "core/base/log.hpp"

namespace patchbay::app {
namespace {

log::Level level_of(const std::string& name) {
  if (name == "debug") return log::Level::debug;
  if (name == "warn") return log::Level::warn;
  return name == "error" ? log::Level::error : log::Level::info;
}

// The effective configuration as "table.key" → text.
std::map<std::string, std::string> flat(const config::Config& config) {
  std::map<std::string, std::string> values;
  std::istringstream page{config::show(config)};
  std::string line, table;
  while (std::getline(page, line)) {
    if (line.starts_with('['))
      table = line.substr(1, line.size() - 2);
    else if (const auto equals = line.find(" = "); equals != std::string::npos)
      values[table + "." + line.substr(0, equals)] = line.substr(equals + 3);
  }
  return values;
}

// What takes effect without a restart: limits and certificate (server), names, languages, synonyms, teams, hours, the log's
// level.
bool applies_now(const std::string& key) {
  for (const char* prefix : {"limits.", "site.", "server.tls.", "server.trusted_proxies", "log.level",
                             "team.", "hours."})
    if (key.starts_with(prefix))
      return key != "limits.workers" && key != "limits.workers_max" && key != "limits.queue";
  return false;
}

}  // namespace

config::Config config_for_serving(const Invocation& invocation) {
  config::Config config = invocation.config();
  if (invocation.typed.has("listen")) config.server.listen = invocation.typed.value("listen");
  log::start(level_of(config.log_level), config.log_format == "text" ? log::Format::text : log::Format::json);
  for (const config::Problem& problem : config::advise(config)) log::warn("config", config::text_of(problem));
  return config;
}

void keep_output(const Invocation& invocation, const std::string& directory) {
  if (!invocation.typed.has("daemon")) return;
  const Descriptor file{
      ::open((directory + "/patchbay.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
  if (!file || ::dup2(file.get(), STDOUT_FILENO) < 0 || ::dup2(file.get(), STDERR_FILENO) < 0)
    throw UnreachableError{"cannot write " + directory + "/patchbay.log: " + system_reason()};
}

void prepare_process() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
}

gateway::ConversationRooms conversation_rooms(Rooms& rooms) {
  return {*rooms.database, rooms.conversations, rooms.contacts, rooms.handoffs, rooms.directory, rooms.inbox.duty()};
}

void offer_first_admin(Rooms& rooms, const gateway::Server& server, Terminal& terminal) {
  const auto token = rooms.inbox.first_admin_token();
  if (!token) return;
  const std::string& own = rooms.config.server.public_url;
  terminal.lines("Nobody can sign in yet. Make the first admin here, once, within three days:\n  " +
                 (own.empty() ? "http://" + server.address() : own) + "/signin?token=" + *token +
                 "\nor in a shell: patchbay agent add EMAIL --name NAME --role admin\n");
}

Reload::Reload(config::Config running, std::string path, Rooms& rooms, gateway::Server& server)
    : running_{std::move(running)}, path_{std::move(path)}, rooms_{rooms}, server_{server} {}

void Reload::run_and_log() noexcept {
  try {
    run();
  } catch (const std::exception& error) {
    log::error("config", error.what());
  }
}

std::vector<std::string> Reload::run() {
  const std::lock_guard lock{mutex_};
  config::Loaded loaded = config::load(path_);
  const auto settings = check_plugin_settings(loaded.config);
  loaded.problems.insert(loaded.problems.end(), settings.begin(), settings.end());
  if (!loaded.ok()) {
    std::string all = "nothing was changed:";
    for (const config::Problem& problem : loaded.problems)
      if (!problem.advice) all += "\n" + config::text_of(problem);
    throw UsageError{all};
  }
  loaded.config.server.listen =
      loaded.config.places.contains("server.listen") ? loaded.config.server.listen : running_.server.listen;
  const auto before = flat(running_), after = flat(loaded.config);
  std::vector<std::string> said;
  const auto tell = [&](const std::string& key) {
    said.push_back(key + (applies_now(key) ? " is in effect now" : " waits for a restart"));
  };
  for (const auto& [key, value] : after)
    if (const auto old = before.find(key); old == before.end() || old->second != value) tell(key);
  for (const auto& [key, value] : before)
    if (!after.contains(key)) tell(key);
  server_.reload(loaded.config);
  rooms_.inbox.apply(inbox_settings(loaded.config));
  rooms_.directory.apply(loaded.config);
  rooms_.index.apply_settings(search_settings(loaded.config));
  log::set_level(level_of(loaded.config.log_level));
  running_ = std::move(loaded.config);
  if (said.empty()) said.emplace_back("nothing has changed");
  for (const std::string& line : said) log::info("config", line);
  return said;
}

std::map<std::string, AdminSocket::Own> own_operations(Reload& reload, gateway::Server& server) {
  std::map<std::string, AdminSocket::Own> own;
  own["config.reload"] = [&reload](const Call&) {
    return json::object{{"said", json::value_from(reload.run())}};
  };
  own["setup.open"] = [&server](const Call& call) {
    const std::string token = server.setup().open(SystemClock{}.steady_ms());
    const std::string& known = call.rooms.config.server.public_url;
    return json::object{{"token", token},
                        {"url", (known.empty() ? "http://" + server.address() : known) + "/setup?token=" + token}};
  };
  own["setup.wait"] = [&server](const Call& call) -> json::value {
    const std::string token = required_string(call.args, "token");
    for (;;) {
      try {
        if (auto answers = server.setup().wait(token, 500)) return std::move(*answers);
        call.step({});
      } catch (const Error&) {
        server.setup().close(token);
        throw;
      }
    }
  };
  return own;
}

}  // namespace patchbay::app
