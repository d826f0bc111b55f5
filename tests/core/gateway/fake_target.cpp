#include "fake_target.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"

namespace patchbay::gateway {

FakeTarget::FakeTarget(std::size_t queue, int threads) : most_{queue} {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

FakeTarget::~FakeTarget() { finish(); }

void FakeTarget::finish() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void FakeTarget::run() {
  for (;;) {
    std::function<void()> work;
    {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return ending_ || !work_.empty(); });
      if (work_.empty()) return;
      work = std::move(work_.front());
      work_.pop_front();
    }
    work();
  }
}

bool FakeTarget::post(std::function<void()> work) {
  {
    const std::lock_guard lock{mutex_};
    if (full || ending_ || work_.size() >= most_) return false;
    work_.push_back(std::move(work));
  }
  changed_.notify_all();
  return true;
}

bool FakeTarget::dispatch(const host::Route& route, host::HttpRequest request) {
  return post([this, route, request = std::move(request)] {
    const auto handler = handlers.find(request.method + " " + route.pattern);
    if (handler != handlers.end()) handler->second(*front, request);
    else front->respond(request.id, 200, {{"Content-Type", "text/plain; charset=utf-8"}}, "fake " + request.path);
  });
}

void FakeTarget::cancel(pbay_id request) {
  {
    const std::lock_guard lock{mutex_};
    cancelled_.push_back(request);
  }
  changed_.notify_all();
}

std::vector<pbay_id> FakeTarget::wait_for_cancels(std::size_t count) {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return cancelled_.size() >= count; });
  return cancelled_;
}

std::vector<int> FakeTarget::wait_for_closed(std::size_t count) {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return closed_.size() >= count; });
  return closed_;
}

void FakeTarget::ws_open(const host::Route&, pbay_id conn, host::HttpRequest request) {
  post([this, conn, request = std::move(request)] {
    if (on_ws_open) on_ws_open(conn, request);
  });
}

void FakeTarget::ws_message(const std::string&, pbay_id conn, bool binary, std::string data) {
  post([this, conn, binary, data = std::move(data)] {
    if (on_ws_message) on_ws_message(conn, binary, data);
  });
}

void FakeTarget::ws_closed(const std::string&, pbay_id, int code) {
  {
    const std::lock_guard lock{mutex_};
    closed_.push_back(code);
  }
  changed_.notify_all();
}

std::string FakeTarget::call(const inbox::Principal& by, const std::string& method, const std::string& json_text, std::int64_t) {
  if (on_call) return on_call(by, method, json_text);
  throw Error{Code::unsupported, "nobody offers " + method};
}

std::vector<host::PathwayStep> FakeTarget::pathways(const inbox::Principal&, const std::string&, host::Said said) {
  last_said = said;
  return steps;
}
std::vector<host::PluginInfo> FakeTarget::plugins() const { return infos; }
json::object FakeTarget::readiness() const { return {{"fake", {{"ready", true}, {"reason", nullptr}}}}; }

}  // namespace patchbay::gateway
