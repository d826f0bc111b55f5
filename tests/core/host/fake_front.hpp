#pragma once
// A front without sockets: keeps what plugins answer and hands it to the test.
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/host/http_front.hpp"

namespace patchbay::host {

struct Answer {
  int status = 0;
  std::vector<Header> headers;
  std::string body;
  bool done = false;
};

class FakeFront final : public HttpFront {
 public:
  void add_routes(const std::string& instance, const std::vector<Route>& routes) override;
  void remove_routes(const std::string& instance) override;
  pbay_status respond(pbay_id request, int status, const std::vector<Header>& headers,
                      std::string_view body) override;
  pbay_status begin(pbay_id request, int status, const std::vector<Header>& headers) override;
  pbay_status write(pbay_id request, std::string_view chunk) override;
  pbay_status end(pbay_id request) override;
  pbay_status ws_send(pbay_id conn, bool binary, std::string_view data) override;
  pbay_status ws_close(pbay_id conn, int code, std::string_view why) override;
  pbay_status ws_join(pbay_id conn, std::string_view group, bool leave) override;
  pbay_status ws_send_group(std::string_view group, pbay_id except, bool binary,
                            std::string_view data) override;
  pbay_status ws_set_state(pbay_id conn, std::string_view state) override;
  void drop_cache(const std::vector<std::string>& tags) override;

  // Waits (at most 20 s) for the whole answer.
  Answer wait(pbay_id request);
  bool is_answered(pbay_id request);
  // The route of this pattern; status 0 tag 0 when there is none.
  Route route(const std::string& pattern);
  std::vector<std::string> dropped();
  std::vector<std::string> groups();
  std::string sent(pbay_id conn);  // waits for something

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<pbay_id, Answer> answers_;
  std::map<pbay_id, std::string> sent_;
  std::vector<Route> routes_;
  std::vector<std::string> dropped_, groups_;
};

}  // namespace patchbay::host
