#pragma once
// The real host as a child process: started, killed, and asked over HTTP.
#include <sys/types.h>

#include <string>
#include <vector>

#include "core/base/json.hpp"

namespace patchbay::ledger {

class HostProcess {
 public:
  // `folder` gets patchbay.toml, data/ and log. `config` comes after [server] and [log]. With a network namespace it listens
  // there, at `listen`; else on a free port of this machine.
  HostProcess(std::string folder, const std::string& config, std::string network_namespace = {}, const std::string& listen = {});
  ~HostProcess();  // killed if it still runs

  // Runs `patchbay ARGUMENTS… --json` on this data; what it printed. Throws with its words when it failed.
  std::string command(std::vector<std::string> arguments, const std::string& input = {}) const;

  void start(const std::vector<std::string>& environment = {});  // returns when it is ready; throws with its log
  void kill();                                                   // kill -9, and waits
  void stop();                                                   // SIGTERM, and waits for a clean end

  const std::string& address() const { return address_; }  // "127.0.0.1:40123"
  const std::string& data() const { return data_; }

  struct Answer {
    int status = 0;
    json::value body;
  };
  Answer request(const std::string& method, const std::string& target, const std::string& token, const json::value& body = nullptr) const;

 private:
  std::vector<std::string> arguments(std::vector<std::string> words) const;
  void fail(const std::string& what) const;

  const std::string folder_, data_, namespace_, address_;
  pid_t child_ = -1;
};

}  // namespace patchbay::ledger
