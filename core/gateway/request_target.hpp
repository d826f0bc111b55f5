#pragma once
// Whoever answers requests behind the gateway: the plugin host in the program, a fake in tests. All [any thread].
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/host/http_front.hpp"
#include "core/host/plugin_host.hpp"

namespace patchbay::gateway {

class RequestTarget {
 public:
  virtual ~RequestTarget() = default;

  // Returns at once; false: the queue is full.
  virtual bool dispatch(const host::Route& route, host::HttpRequest request) = 0;
  virtual void cancel(pbay_id request) = 0;
  virtual bool post(std::function<void()> work) = 0;  // on the worker pool; false: the queue is full

  virtual void ws_open(const host::Route& route, pbay_id conn, host::HttpRequest request) = 0;
  virtual void ws_message(const std::string& instance, pbay_id conn, bool binary, std::string data) = 0;
  virtual void ws_closed(const std::string& instance, pbay_id conn, int code) = 0;

  // From a worker thread; errors as PluginHost::call.
  virtual std::string call(const inbox::Principal& by, const std::string& method, const std::string& json_text,
                           std::int64_t deadline_ms) = 0;
  virtual std::vector<host::PathwayStep> pathways(const inbox::Principal& by, const std::string& locale, host::Said said) = 0;
  virtual std::vector<host::PluginInfo> plugins() const = 0;
  virtual json::object readiness() const = 0;
};

}  // namespace patchbay::gateway
