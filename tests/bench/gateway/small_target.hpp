#pragma once
// The least a gateway needs behind it: workers, one page, nobody signed in.
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/gateway/gateway.hpp"

namespace patchbay::gateway {

class SmallTarget final : public RequestTarget {
 public:
  explicit SmallTarget(std::string page, bool cached) : page_{std::move(page)}, cached_{cached} {
    for (int i = 0; i < 4; ++i) threads_.emplace_back([this] { run(); });
  }
  ~SmallTarget() override {
    {
      const std::lock_guard lock{mutex_};
      ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  host::HttpFront* front = nullptr;

  bool dispatch(const host::Route&, host::HttpRequest request) override {
    return post([this, id = request.id] {
      std::vector<host::Header> headers = {{"Content-Type", "text/html; charset=utf-8"}};
      if (cached_) headers.emplace_back("Patchbay-Cache", "public");
      front->respond(id, 200, headers, page_);
    });
  }
  void cancel(pbay_id) override {}
  bool post(std::function<void()> work) override {
    {
      const std::lock_guard lock{mutex_};
      if (work_.size() >= 1000) return false;
      work_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
  }
  void ws_open(const host::Route&, pbay_id, host::HttpRequest) override {}
  void ws_message(const std::string&, pbay_id, bool, std::string) override {}
  void ws_closed(const std::string&, pbay_id, int) override {}
  std::string call(const inbox::Principal&, const std::string&, const std::string&, std::int64_t) override {
    throw Error{Code::unsupported, "nobody offers that"};
  }
  std::vector<host::PathwayStep> pathways(const inbox::Principal&, const std::string&) override { return {}; }
  std::vector<host::PluginInfo> plugins() const override { return {}; }
  json::object readiness() const override { return {}; }

 private:
  void run() {
    for (;;) {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return ending_ || !work_.empty(); });
      if (work_.empty()) return;
      const std::function<void()> work = std::move(work_.front());
      work_.pop_front();
      lock.unlock();
      work();
    }
  }

  std::string page_;
  bool cached_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> work_;
  std::vector<std::thread> threads_;
  bool ending_ = false;
};

class NobodyKnown final : public Accounts {
 public:
  std::optional<inbox::Principal> who(const std::string&) override { return std::nullopt; }
  inbox::SignedIn login(const std::string&, const std::string&, const std::string&) override { refuse(); }
  std::optional<inbox::Link> link(const std::string&) override { return std::nullopt; }
  void set_password(const std::string&, const std::string&) override { refuse(); }
  inbox::SignedIn make_first_admin(const std::string&, const std::string&, const std::string&, const std::string&) override { refuse(); }
  inbox::SignedIn redeem(const std::string&) override { refuse(); }
  void logout(const std::string&) override {}
  inbox::SignedIn start_visit(const std::string&, const std::string&) override { refuse(); }
  void record(const inbox::Principal&, const inbox::JourneyEntry&) override {}
  std::int64_t last_event() override { return 0; }
  void on_revoked(std::function<void(const std::string&)>) override {}

 private:
  [[noreturn]] static void refuse() { throw Error{Code::denied, "nobody is known here"}; }
};

class NothingFound final : public ContentSearch {
 public:
  search::Result query(const search::Query&, const Visibility&) override { return {}; }
  void record(std::string_view, std::string_view, std::int64_t) override {}
};

// A gateway that serves one page at /page, limits of connections off.
class PageServer {
 public:
  PageServer(std::string page, bool cached) : target_{std::move(page), cached} {
    config::Config config;
    config.server.listen = "127.0.0.1:0";
    for (const char* limit : {"connections_per_address", "connections"}) config.limits.numbers[limit] = -1;
    gateway_ = std::make_unique<Gateway>(config, Gateway::Parts{target_, accounts_, search_, nullptr, metrics_});
    target_.front = &gateway_->front();
    host::Route route;
    route.methods = "GET";
    route.pattern = "/page";
    route.flags = PBAY_FOR_PUBLIC;
    gateway_->front().add_routes("bench", {route});
    gateway_->ready();
  }
  std::string address() const { return gateway_->address(); }

 private:
  Metrics metrics_;
  NobodyKnown accounts_;
  NothingFound search_;
  SmallTarget target_;
  std::unique_ptr<Gateway> gateway_;
};

}  // namespace patchbay::gateway
