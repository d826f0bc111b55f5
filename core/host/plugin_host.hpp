#pragma once
// Plugins: find, check, load, start, route to, drain, stop. A bad plugin is reported and left out; the host
// lives.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/metrics.hpp"
#include "core/config/config.hpp"
#include "core/host/http_front.hpp"
#include "core/inbox/contacts.hpp"
#include "core/inbox/conversations.hpp"
#include "core/inbox/directory.hpp"
#include "core/inbox/handoffs.hpp"
#include "core/inbox/inbox.hpp"
#include "core/search/index.hpp"
#include "core/store/blobs.hpp"
#include "core/store/database.hpp"
#include "core/store/documents.hpp"

namespace patchbay::host {

struct Services {  // lent for the host's life
  const config::Config& config;
  store::Database& database;
  store::Documents& documents;
  store::Blobs& blobs;
  search::Index& index;
  inbox::Inbox& inbox;
  inbox::Directory& directory;
  inbox::Conversations& conversations;
  inbox::Contacts& contacts;
  inbox::Handoffs& handoffs;
  Metrics& metrics;
  const Clock& clock;
};

enum class State { found, refused, loaded, serving, draining, stopped, failed };
std::string_view name_of(State state) noexcept;

struct PluginInfo {
  std::string instance, plugin, name, version, vendor, directory;
  State state = State::found;
  std::string why;       // refused or failed: what, and the remedy
  bool enabled = false;  // has a table
  std::vector<std::string> needs, wants, provides, uses;
  std::vector<std::string> routes;
  json::array commands;                 // plugin.json's
  std::string assets_dir, assets;  // the folder, and where it is served: /assets/<id>/<hash>/
  std::string openapi;                  // path of its openapi.json, empty = none
};

// One step of long work, {"done","total","text"}; returning false cancels it. While nothing is reported it is
// called about once a second with an empty object, so that a caller who left is noticed.
using Progress = std::function<bool(const json::object& step)>;

struct Said {
  bool attempted = false, no = false;
};

struct PathwayStep {
  std::string id, label, reason, reveal, url;
  std::string opens_at;  // ISO 8601, of a closed one; empty = open, or not known
  bool available = false;
  bool revealed = true;  // whether [pathways] reveal shows it yet
  std::int64_t wait_seconds = -1;  // -1 = unknown
};

class PluginHost {
 public:
  // Reads manifests, loads nothing. What is wrong with a table or a plugin is in problems() and on its
  // PluginInfo.
  explicit PluginHost(const Services& services);
  ~PluginHost();

  // [control thread = the caller's] Loads and starts every instance with a table; what fails is reported and
  // left out.
  void start(HttpFront& front);
  // Only these plugins (and what they need): for a command without a running host.
  void start_only(const std::vector<std::string>& instances, HttpFront& front);
  void drain();  // no new work; waits up to 30 s for what is leased
  int stop();    // 0, or 1 when one did not end cleanly

  // Hands a request to an instance's handler on the worker pool. False: the queue is full (answer 503 with
  // Retry-After).
  bool dispatch(const Route& route, HttpRequest request);
  void cancel(pbay_id request);  // the client left or the deadline passed
  void ws_open(const Route& route, pbay_id conn, HttpRequest request, std::string state, bool resumed);
  void ws_message(const std::string& instance, pbay_id conn, bool binary, std::string data);
  void ws_closed(const std::string& instance, pbay_id conn, int code);

  // Runs built-in work of the gateway on the same pool. False: full.
  bool post(std::function<void()> work);

  // One capability call as `by`, on the caller's thread; the reply's JSON. Errors are the provider's or
  // Error{unsupported | unavailable | timeout | limit}. deadline_ms 0 = none (commands; 60 s without progress
  // cancels). `files` are grants by name → directory or file descriptor.
  std::string call(const inbox::Principal& by, const std::string& method, const std::string& json_text,
                   std::int64_t deadline_ms, const Progress& progress = {},
                   const std::map<std::string, int>& files = {});
  bool provides(const std::string& method) const;
  std::vector<std::string> methods() const;

  // `said`: what the browser knows of the visitor: tried something, said "No". Of a contact the journey is looked at too.
  std::vector<PathwayStep> pathways(const inbox::Principal& by, const std::string& locale, Said said = {});
  std::vector<PluginInfo> plugins() const;
  // Why instances were refused before anything was loaded, at their place in the configuration (for `config
  // check`).
  std::vector<config::Problem> problems() const;
  // Starts it at the next boot although starting it ended the host once (for `plugin enable`).
  void allow_again(const std::string& instance);
  json::object readiness() const;  // part → {"ready":bool,"reason"}

  struct Parked {
    std::string id, subscriber, topic, key, error;
    std::int64_t attempts = 0, at_ms = 0;
  };
  std::vector<Parked> parked_events();
  void retry_parked(const std::string& id);
  void drop_parked(const std::string& id);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace patchbay::host
