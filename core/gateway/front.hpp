#pragma once
// The gateway as plugins see it through the host: routes, answers by id, sockets, cache.
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "core/gateway/answers.hpp"
#include "core/gateway/exchange_table.hpp"
#include "core/gateway/live.hpp"
#include "core/gateway/request_pipeline.hpp"
#include "core/gateway/sockets.hpp"
#include "core/host/http_front.hpp"

namespace patchbay::gateway {

class Front final : public host::HttpFront {
 public:
  struct Parts {
    RequestTarget& target;
    Answers& answers;
    Assets& assets;
    Frames& frames;
    PageCache& cache;
    ExchangeTable& exchanges;
    RequestPipeline& pipeline;
    Sockets& sockets;
    Live& live;
  };
  // `built_in` gives the gateway's own routes, afresh for every table.
  Front(const Parts& parts, std::function<std::vector<Endpoint>()> built_in);

  void add_routes(const std::string& instance, const std::vector<host::Route>& routes) override;
  void remove_routes(const std::string& instance) override;

  pbay_status respond(pbay_id request, int status, const std::vector<host::Header>& headers, std::string_view body) override;
  pbay_status begin(pbay_id request, int status, const std::vector<host::Header>& headers) override;
  pbay_status write(pbay_id request, std::string_view chunk) override;
  pbay_status end(pbay_id request) override;

  pbay_status ws_send(pbay_id conn, bool binary, std::string_view data) override;
  pbay_status ws_close(pbay_id conn, int code, std::string_view why) override;
  pbay_status ws_join(pbay_id conn, std::string_view group, bool leave) override;
  pbay_status ws_send_group(std::string_view group, pbay_id except, bool binary, std::string_view data) override;
  pbay_status ws_set_state(pbay_id conn, std::string_view state) override;

  void drop_cache(const std::vector<std::string>& tags) override;
  void refresh();  // plugins came, went or changed: assets, frames and cached pages are asked for again

 private:
  void rebuild(const std::vector<std::pair<std::string, std::vector<host::Route>>>& routes);

  Parts parts_;
  std::function<std::vector<Endpoint>()> built_in_;
  std::mutex mutex_;
  std::vector<std::pair<std::string, std::vector<host::Route>>> routes_;  // by instance, in the order they came
};

}  // namespace patchbay::gateway
