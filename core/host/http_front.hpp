#pragma once
// What the host needs from whoever holds the client connections. core/gateway implements it; tests use a
// fake.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/inbox/principal.hpp"
#include "patchbay/pbay.h"

namespace patchbay::host {

using Header = std::pair<std::string, std::string>;

// A request on its way to a plugin. Owned by the dispatch until the plugin's [worker] call returned. `id` is
// the front's: not 0, below 2^62, never used again while it runs.
struct HttpRequest {
  pbay_id id = 0;
  std::string method, path, query, remote, body;  // path decoded, locale prefix stripped
  std::vector<Header> headers;                    // names in lower case
  std::vector<Header> params;
  inbox::Principal principal;
  std::string locale;  // of the page: prefix, else the site's default
  std::string request_id;
  std::int64_t deadline_steady_ms = 0;
};

// Where a route leads. Routes belong to the plugin's instance, not to its generation.
struct Route {
  std::string methods;      // "GET,HEAD"
  std::string pattern;      // "/kb/{slug}"
  std::uint32_t flags = 0;  // pbay_route_flag
  std::string instance;
  std::uint64_t tag = 0;
};

// Answers to requests and sockets, by id. All [any thread]; the statuses are pbay_code's. A second answer is
// E_GONE; a header with CR, LF or NUL is E_INVALID and the client gets 500.
class HttpFront {
 public:
  virtual ~HttpFront() = default;

  virtual void add_routes(const std::string& instance,
                          const std::vector<Route>& routes) = 0;  // Error{conflict} naming both
  virtual void remove_routes(const std::string& instance) = 0;

  virtual pbay_status respond(pbay_id request, int status, const std::vector<Header>& headers,
                              std::string_view body) = 0;
  virtual pbay_status begin(pbay_id request, int status, const std::vector<Header>& headers) = 0;
  virtual pbay_status write(pbay_id request, std::string_view chunk) = 0;  // blocks for back-pressure
  virtual pbay_status end(pbay_id request) = 0;

  virtual pbay_status ws_send(pbay_id conn, bool binary, std::string_view data) = 0;
  virtual pbay_status ws_close(pbay_id conn, int code, std::string_view why) = 0;
  virtual pbay_status ws_join(pbay_id conn, std::string_view group, bool leave) = 0;
  virtual pbay_status ws_send_group(std::string_view group, pbay_id except, bool binary,
                                    std::string_view data) = 0;
  virtual pbay_status ws_set_state(pbay_id conn, std::string_view state) = 0;

  virtual void drop_cache(const std::vector<std::string>& tags) = 0;  // "kb/articles/01J…"
};

}  // namespace patchbay::host
