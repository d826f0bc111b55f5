#pragma once
// What happens to a request between the gate and its handler: page cache, locale, route, rate limit, session, origin, level,
// body, worker pool. Everything here runs on the connection's loop but who() and the handlers.
#include <atomic>
#include <memory>
#include <string>

#include "core/gateway/accounts.hpp"
#include "core/gateway/answers.hpp"
#include "core/gateway/connection.hpp"
#include "core/gateway/exchange_table.hpp"
#include "core/gateway/rate_limiter.hpp"
#include "core/gateway/session_cache.hpp"
#include "core/gateway/sockets.hpp"

namespace patchbay::gateway {

class RequestPipeline final : public RequestHandler {
 public:
  struct Parts {
    RequestTarget& target;
    Accounts& accounts;
    Answers& answers;
    PageCache& cache;
    ExchangeTable& exchanges;
    SessionCache& sessions;
    RateLimiter& limiter;
    Sockets& sockets;
    Metrics& metrics;
  };
  explicit RequestPipeline(const Parts& parts);

  void use(std::shared_ptr<const Settings> settings);       // [any thread]
  std::shared_ptr<const Settings> settings() const;
  void use(std::shared_ptr<const RouteTable> table);        // [any thread]
  std::shared_ptr<const RouteTable> table() const;
  void set_ready(bool ready) { ready_ = ready; }
  bool is_ready() const { return ready_; }

  void on_request(Connection& connection, const RequestHead& head) override;
  void on_body(const std::shared_ptr<Exchange>& exchange) override;
  void on_broken_body(const std::shared_ptr<Exchange>& exchange, int status, std::string_view why) override;
  void on_deadline(const std::shared_ptr<Exchange>& exchange) override;
  void on_gone(const std::shared_ptr<Exchange>& exchange) override;
  std::string refusal(int status, std::string_view why, std::string_view request_id) override;

 private:
  bool try_cached(Connection& connection, const RequestHead& head, const Settings& settings);
  std::shared_ptr<Exchange> make_exchange(Connection& connection, const RequestHead& head,
                                          std::shared_ptr<const Settings> settings);
  void fill_request(Exchange& exchange, const RequestHead& head);
  bool route(const ExchangePtr& exchange, const RequestHead& head);
  bool leads_with_slash(const ExchangePtr& exchange, const Path& path, const RequestHead& head);
  bool within_limits(const ExchangePtr& exchange);
  void identify(const ExchangePtr& exchange, const std::shared_ptr<Connection>& connection);
  void proceed(const ExchangePtr& exchange, const std::shared_ptr<Connection>& connection);
  bool is_allowed(const ExchangePtr& exchange);
  void hand_over(const ExchangePtr& exchange);
  void open_socket(const ExchangePtr& exchange, Connection& connection);
  static std::int64_t body_limit(const Exchange& exchange);
  void run_handler(const ExchangePtr& exchange);
  void overloaded(const ExchangePtr& exchange);

  RequestTarget& target_;
  Accounts& accounts_;
  Answers& answers_;
  PageCache& cache_;
  ExchangeTable& exchanges_;
  SessionCache& sessions_;
  RateLimiter& limiter_;
  Sockets& sockets_;
  Metrics::Series& requests_;
  Metrics::Series& cached_;
  Metrics::Series& refused_;
  std::atomic<std::shared_ptr<const Settings>> settings_;   // shared with the requests that began under it
  std::atomic<std::shared_ptr<const RouteTable>> table_;    // the same
  std::atomic<bool> ready_{false};
  std::atomic<pbay_id> next_id_{1};
  std::atomic<bool> warned_forwarded_{false};
};

}  // namespace patchbay::gateway
