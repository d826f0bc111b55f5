#pragma once
// Stands in for the plugin host: handlers by instance, on a small pool of its own.
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/gateway/request_target.hpp"

namespace patchbay::gateway {

class FakeTarget final : public RequestTarget {
 public:
  using Handle = std::function<void(host::HttpFront&, const host::HttpRequest&)>;

  explicit FakeTarget(std::size_t queue = 1000, int threads = 2);
  ~FakeTarget() override;
  void finish();  // runs what is queued and ends the threads

  bool dispatch(const host::Route& route, host::HttpRequest request) override;
  void cancel(pbay_id request) override;
  bool post(std::function<void()> work) override;
  void ws_open(const host::Route& route, pbay_id conn, host::HttpRequest request) override;
  void ws_message(const std::string& instance, pbay_id conn, bool binary, std::string data) override;
  void ws_closed(const std::string& instance, pbay_id conn, int code) override;
  std::string call(const inbox::Principal& by, const std::string& method, const std::string& json_text,
                   std::int64_t deadline_ms) override;
  std::vector<host::PathwayStep> pathways(const inbox::Principal& by, const std::string& locale, host::Said said) override;
  std::vector<host::PluginInfo> plugins() const override;
  json::object readiness() const override;

  // Filled by the test before requests come.
  host::HttpFront* front = nullptr;
  std::map<std::string, Handle> handlers;  // by "METHOD pattern"
  std::function<std::string(const inbox::Principal&, const std::string&, const std::string&)> on_call;
  std::function<void(pbay_id conn, const host::HttpRequest&)> on_ws_open;
  std::function<void(pbay_id conn, bool binary, const std::string& data)> on_ws_message;
  std::vector<host::PluginInfo> infos;
  std::vector<host::PathwayStep> steps;
  host::Said last_said;
  std::atomic<bool> full{false};

  // Waits until `count` requests were cancelled or sockets closed; the ids and codes.
  std::vector<pbay_id> wait_for_cancels(std::size_t count);
  std::vector<int> wait_for_closed(std::size_t count);

 private:
  void run();
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> work_;
  std::size_t most_;
  bool ending_ = false;
  std::vector<pbay_id> cancelled_;
  std::vector<int> closed_;
  std::vector<std::thread> threads_;
};

}  // namespace patchbay::gateway
