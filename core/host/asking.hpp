#pragma once
// Method calls: who provides what, and asking them. A provider runs on the asker's own thread; only an answer
// that comes later, or a serial provider that is busy, makes the asker wait.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config.hpp"
#include "core/host/plugin_host.hpp"
#include "core/host/scope.hpp"

namespace patchbay::host {

struct Switchboard;

struct Question {
  std::string_view method, json;  // "x@1" or "x@1#instance"
  inbox::Principal by;
  std::string locale;
  std::int64_t deadline_steady_ms = 0;  // 0 = none: 60 s of silence end it
  ScopePtr parent;                      // of a plugin's own call
  Generation* asker = nullptr;          // null: the host or a person
  const Progress* progress = nullptr;
  std::shared_ptr<const Files> files;  // shared with the scopes of the calls it leads to
};

// One method of the host itself. `question` lives for the call; `args` is its JSON, an object.
using HostMethod = json::value (*)(Switchboard& board, const Question& question, const json::object& args);
// Null: none of the host's.
HostMethod find_host_method(std::string_view method);
std::vector<std::string> host_methods();

// A call a plugin is answering.
struct CallScope final : Scope {
  std::mutex mutex;
  std::condition_variable changed;
  bool answered = false;
  bool given_up = false;  // nobody waits any more: progress() says so, reply() is "gone"
  pbay_status status = PBAY_OK;
  std::string text;
  const Progress* progress = nullptr;     // the asker's; only while it waits
  std::atomic<std::int64_t> heard_ms{0};  // the last sign of life, steady
};

class Providers {
 public:
  // By method, from the manifests of the instances: [handoff] order for handoff.*, [pathways] order for the
  // others that are named there, else by name. Constant while the host runs.
  void fill(const std::vector<Instance*>& instances, const config::Config& config);

  const std::vector<Instance*>& of(std::string_view method) const;  // empty: nobody
  std::vector<std::string> methods() const;

 private:
  std::map<std::string, std::vector<Instance*>, std::less<>> by_method_;
};

// The reply's JSON. Throws what CONTRACT says: Error{unsupported} nobody offers it, {unavailable} those who
// do are not serving, {state} the provider is on this chain already, {limit} depth 16 or too many waiting,
// {timeout}, {cancelled}, or the provider's own code and text.
std::string ask(Switchboard& board, const Question& question);

// Forgets calls that nobody waits for and that were silent for ten minutes.
void sweep_calls(Switchboard& board);

// From the provider. Error{gone} when it is over.
void reply(const Generation& provider, pbay_id call, pbay_status status, std::string_view text);
// False: the asker gave up.
bool report_progress(const Generation& provider, pbay_id call, std::string_view step);

}  // namespace patchbay::host
