#pragma once
// Turns what handlers and plugins say into the bytes a client gets: pages into their frame, errors into problem+json or an
// error page, public pages into the cache. [any thread]
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/metrics.hpp"
#include "core/gateway/assets.hpp"
#include "core/gateway/exchange.hpp"
#include "core/gateway/frames.hpp"
#include "core/gateway/page_cache.hpp"
#include "core/gateway/page_frame.hpp"

namespace patchbay::gateway {

using ExchangePtr = std::shared_ptr<Exchange>;

class Answers {
 public:
  Answers(RequestTarget& target, Frames& frames, PageCache& cache, const Assets& assets, Metrics& metrics);

  // Each answers unless somebody did already; false then.
  bool respond(const ExchangePtr& exchange, Response response);
  bool json(const ExchangePtr& exchange, int status, std::string body, std::vector<host::Header> headers = {});
  bool page(const ExchangePtr& exchange, int status, PageInfo info, std::string main, std::vector<host::Header> headers = {});
  // `detail` is a sentence for the caller. `code` empty = the status's own.
  bool problem(const ExchangePtr& exchange, int status, std::string_view detail, std::string_view code = {},
               std::vector<host::Header> headers = {});
  bool problem(const ExchangePtr& exchange, const std::exception& error);  // an Error by its code, others 500 and a log line
  bool redirect(const ExchangePtr& exchange, int status, const std::string& location, std::vector<host::Header> headers = {});
  bool file(const ExchangePtr& exchange, int status, std::vector<host::Header> headers, std::shared_ptr<FilePart> part);

  // A plugin's answer: what it may not say is refused with E_INVALID, and the client gets 500.
  pbay_status from_plugin(const ExchangePtr& exchange, int status, const std::vector<host::Header>& headers, std::string_view body);

  std::string problem_text(int status, std::string_view detail, std::string_view code, std::string_view request_id) const;

 private:
  void send(const ExchangePtr& exchange, Response response);
  void frame_page(const ExchangePtr& exchange, Response response, PageInfo info);
  void join_page(const ExchangePtr& exchange, Response response, const PageInfo& info, const PageFrame& frame);
  void keep(const Exchange& exchange, const Response& response, const std::string& instance);
  void deliver(const ExchangePtr& exchange, int status, const std::vector<host::Header>& headers, std::int64_t length,
               Outgoing outgoing);
  void error_page(const ExchangePtr& exchange, int status, std::vector<host::Header> headers);

  RequestTarget& target_;
  Frames& frames_;
  PageCache& cache_;
  const Assets& assets_;
  std::array<Metrics::Series*, 4> answered_;  // 2xx … 5xx
  Metrics::Series& seconds_;
};

// Whether an If-None-Match value names the tag (weakly compared), or is "*".
bool etag_matches(std::string_view if_none_match, std::string_view etag);

}  // namespace patchbay::gateway
