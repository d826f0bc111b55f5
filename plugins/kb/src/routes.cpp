#include "routes.hpp"

#include <stdexcept>

namespace patchbay::kb {
namespace {

// What the rules throw, as an HTTP answer.
std::function<void(const Request&)> guarded(std::function<void(const Request&)> handler) {
  return [handler = std::move(handler)](const Request& request) {
    try {
      handler(request);
    } catch (const EditRefused& refused) {
      request.problem(refused.status(), refused.code(), refused.what());
    } catch (const std::invalid_argument& wrong) {
      request.problem(400, "invalid", wrong.what());
    }
  };
}

}  // namespace

std::vector<RouteOfKb> routes_of(Pages& pages, Api& api) {
  std::vector<RouteOfKb> routes;
  const auto add = [&routes](std::string_view methods, std::string_view pattern, std::uint32_t level,
                             auto handler) {
    routes.push_back({methods, pattern, level, guarded(handler)});
  };
  add("GET,HEAD", "/kb/", PBAY_FOR_PUBLIC, [&](const Request& r) { pages.contents(r); });
  add("GET,HEAD", "/kb/c/{category}", PBAY_FOR_PUBLIC, [&](const Request& r) { pages.category(r); });
  add("GET,HEAD", "/kb/media/{id}/{name}", PBAY_FOR_PUBLIC, [&](const Request& r) { pages.media(r); });
  add("GET,HEAD", "/kb/{slug}", PBAY_FOR_PUBLIC, [&](const Request& r) { pages.article(r); });
  add("GET,HEAD", "/kb/{slug}/vote", PBAY_FOR_PUBLIC, [&](const Request& r) { pages.voted(r); });
  add("POST", "/kb/{slug}/vote", PBAY_FOR_PUBLIC, [&](const Request& r) { pages.vote(r); });
  add("POST", "/kb/{slug}/read", PBAY_FOR_PUBLIC, [&](const Request& r) { pages.read(r); });
  add("GET,HEAD", "/api/v1/kb/articles", PBAY_FOR_PUBLIC, [&](const Request& r) { api.list(r); });
  add("POST", "/api/v1/kb/articles", PBAY_FOR_AGENT, [&](const Request& r) { api.create(r); });
  add("GET,HEAD", "/api/v1/kb/articles/{rest*}", PBAY_FOR_PUBLIC, [&](const Request& r) { api.get(r); });
  add("PUT,PATCH", "/api/v1/kb/articles/{rest*}", PBAY_FOR_AGENT, [&](const Request& r) { api.change(r); });
  add("DELETE", "/api/v1/kb/articles/{rest*}", PBAY_FOR_AGENT, [&](const Request& r) { api.remove(r); });
  add("POST", "/api/v1/kb/articles/{rest*}", PBAY_FOR_PUBLIC, [&](const Request& r) { api.post(r); });
  add("GET,HEAD", "/api/v1/kb/categories", PBAY_FOR_PUBLIC, [&](const Request& r) { api.categories(r); });
  add("POST", "/api/v1/kb/categories", PBAY_FOR_AGENT, [&](const Request& r) { api.create_category(r); });
  add("PUT,PATCH", "/api/v1/kb/categories/{rest*}", PBAY_FOR_AGENT,
      [&](const Request& r) { api.change_category(r); });
  add("DELETE", "/api/v1/kb/categories/{rest*}", PBAY_FOR_AGENT,
      [&](const Request& r) { api.remove_category(r); });
  add("POST", "/api/v1/kb/media", PBAY_FOR_AGENT, [&](const Request& r) { api.upload(r); });
  add("POST", "/api/v1/kb/preview", PBAY_FOR_AGENT, [&](const Request& r) { api.preview(r); });
  return routes;
}

}  // namespace patchbay::kb
