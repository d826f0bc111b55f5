#pragma once
// A data directory, a folder of plugins and a host over them. Probes (plugins/probe.cc) are told what to do
// by their settings and by the requests they get; what they do comes back through a pipe, line by line.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/host/plugin_host.hpp"
#include "tests/core/host/fake_front.hpp"

namespace patchbay::host {

// What a probe tells and what it waits for.
class Wire {
 public:
  Wire();
  ~Wire();
  int out() const { return pipe_[1]; }
  int gate() const { return gate_[0]; }
  // The next line; "" after 20 s without one.
  std::string line();
  // Lines up to one that starts with this; empty when it does not come.
  std::string line_of(const std::string& start);
  bool is_silent();  // nothing has come
  void open_gate(int times = 1);

 private:
  int pipe_[2], gate_[2];
  std::string buffer_;
};

struct Installed {
  std::string id = "alpha";  // one of the probes
  std::vector<std::string> provides = {}, uses = {}, egress = {}, network = {};
  std::vector<std::string> needs = {"pbay.http/1", "pbay.ws/1", "pbay.bus/1", "pbay.store/1", "pbay.jobs/1"};
  std::string sha256 = {};  // empty = the file's
  std::string version = "1.0.0";
};

class HostTest : public ::testing::Test {
 protected:
  HostTest();
  ~HostTest() override;

  std::filesystem::path install(const Installed& plugin);
  // A [plugin.NAME] table of a probe; its settings get the wire. `scripts` by name.
  config::PluginTable& table(const std::string& name, const std::string& plugin,
                             const std::map<std::string, std::string>& scripts = {});
  void subscribe(config::PluginTable& table, const std::vector<std::string>& patterns);
  void provide(config::PluginTable& table, const std::vector<std::string>& methods);

  void start();      // constructs and starts the host
  void construct();  // only reads manifests
  void stop();       // stops it and closes the store, as at the end of a process
  const PluginInfo info(const std::string& instance);

  pbay_id post(const std::string& instance, const std::string& script, inbox::Principal by = {});
  pbay_id get(const std::string& pattern, std::int64_t deadline_ms = 0);
  std::string run(const std::string& instance, const std::string& script, inbox::Principal by = {});
  std::string call(const std::string& method, const std::string& json_text, std::int64_t deadline_ms = 5000);
  // The code of the error a call ends with.
  Code code_of_call(const std::string& method, const std::string& json_text, std::int64_t deadline_ms = 5000);

  std::filesystem::path root;
  Wire wire;
  config::Config config;
  SystemClock clock;
  std::unique_ptr<Metrics> metrics;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::Documents> documents;
  std::unique_ptr<store::Blobs> blobs;
  std::unique_ptr<search::Index> index;
  std::unique_ptr<inbox::Inbox> inbox;
  std::unique_ptr<inbox::Directory> directory;
  std::unique_ptr<inbox::Conversations> conversations;
  std::unique_ptr<inbox::Contacts> contacts;
  std::unique_ptr<inbox::Handoffs> handoffs;
  FakeFront front;
  std::unique_ptr<PluginHost> host;
  pbay_id next_request = 1;
};

std::filesystem::path probe_file(const std::string& id);
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace patchbay::host
