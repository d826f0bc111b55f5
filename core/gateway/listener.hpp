#pragma once
// The listening socket: accepts, counts connections per address and in all, and hands each to a loop. At the bound it stops
// accepting until somebody leaves; it never spins.
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/gateway/connection.hpp"
#include "core/gateway/loop.hpp"
#include "core/gateway/request_pipeline.hpp"
#include "core/gateway/tls_context.hpp"

namespace patchbay::gateway {

class Listener final : public Ticking {
 public:
  // Binds; Error{unavailable} naming the address and why. Accepts once start() was called.
  Listener(const std::string& address, std::vector<std::unique_ptr<Loop>>& loops, RequestPipeline& pipeline,
           std::shared_ptr<TlsContext> tls, Metrics& metrics);
  ~Listener() override;

  std::string address() const { return address_; }  // with the real port
  void start();
  void stop();                                       // [any thread] accept no more
  void pause(bool paused) { paused_ = paused; }      // for a while: the kernel keeps them waiting
  std::int64_t connections() const { return open_; }

  void tick(std::int64_t now_ms) override;
  void shut_down() override {}
  void cut() override;

 private:
  void await();
  void accept_some();
  void take(int descriptor, const Address& peer);
  void turn_away(int descriptor);
  bool enter(const Address& peer, const Settings& settings);
  void leave(const Address& key, bool counted);

  std::vector<std::unique_ptr<Loop>>& loops_;
  RequestPipeline& pipeline_;
  const std::shared_ptr<TlsContext> tls_;  // also held by whoever refreshes it
  asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type> acceptor_;
  std::string address_;
  Loop::Place place_;
  bool on_loop_ = false, waiting_ = false;
  std::int64_t silent_until_ms_ = 0;
  std::atomic<bool> stopped_{false}, paused_{false};
  std::size_t next_loop_ = 0;
  std::atomic<std::int64_t> open_{0};
  std::mutex mutex_;
  std::map<Address, std::int64_t> by_address_;
  Metrics::Series& gauge_;
  Metrics::Series& turned_away_;
};

}  // namespace patchbay::gateway
