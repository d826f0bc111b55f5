#include "routes.hpp"

#include <stdexcept>

#include "own_files.hpp"
#include "patchbay/html.hpp"
#include "words.hpp"

namespace patchbay::desk {
namespace {

// What the rules throw, as an HTTP answer.
std::function<void(const Request&)> guarded(std::function<void(const Request&)> handler) {
  return [handler = std::move(handler)](const Request& request) {
    try {
      handler(request);
    } catch (const Refused& refused) {
      request.problem(refused.status(), refused.code(), refused.what());
    } catch (const std::invalid_argument& wrong) {
      request.problem(400, "invalid", wrong.what());
    }
  };
}

// The same page for every address below /desk/: the script reads where it is.
void shell(const Host& host, const Site& site, const Api& api, const Request& request) {
  const Agent agent = ask_agent(host, request.ctx());
  if (!agent.signed_in) {
    std::string back{request.path()};
    if (!request.raw_query().empty()) back.append("?").append(request.raw_query());
    return request.redirect(303, "/signin?next=" + percent_encode(back), {{"cache-control", "no-store"}});
  }
  const std::string locale =
      choose_locale(text_of(api.store().settings(agent), "locale"), request.locale(), site.default_locale, request.header("accept-language"));
  const std::string nonce = fresh_nonce(), policy = content_policy(nonce, site);
  request.html(200, shell_page(site, agent, locale, request.assets(), nonce), {{"content-security-policy", policy}, {"cache-control", "no-store"}, {"referrer-policy", "no-referrer"}});
}

void file(const Request& request, std::string_view type, std::string_view body, bool for_frames) {
  Fields headers{{"content-type", type}, {"cache-control", "no-cache"}};
  if (for_frames) headers.add("cross-origin-resource-policy", "cross-origin");  // a frame in a sandbox has no origin
  request.respond(200, headers, body);
}

}  // namespace

Site ask_site(const Host& host) {
  const json::object reply = read_object(host.call(kSelf, "site.get@1"));
  Site site;
  site.name = text_of(reply, "name");
  site.public_url = text_of(reply, "public_url");
  site.default_locale = text_of(reply, "default_locale", "en");
  site.time_zone = text_of(reply, "time_zone", "UTC");
  site.accent = text_of(reply, "accent", "#0b6e4f");
  site.locales = texts_of(reply, "locales");
  return site;
}

std::vector<RouteOfDesk> routes_of(const Host& host, const Site& site, const Api& api) {
  std::vector<RouteOfDesk> routes;
  const auto add = [&routes](std::string_view methods, std::string_view pattern, std::uint32_t level, auto handler) {
    routes.push_back({methods, pattern, level, guarded(handler)});
  };
  const auto page = [&host, &site, &api](const Request& request) { shell(host, site, api, request); };
  add("GET,HEAD", "/desk/", PBAY_FOR_PUBLIC, page);
  add("GET,HEAD", "/desk/{rest*}", PBAY_FOR_PUBLIC, page);
  add("GET,HEAD", "/page-kit.js", PBAY_FOR_PUBLIC, [](const Request& r) { file(r, "text/javascript; charset=utf-8", own_files::page_kit_js, true); });
  add("GET,HEAD", "/page-kit.css", PBAY_FOR_PUBLIC, [](const Request& r) { file(r, "text/css; charset=utf-8", own_files::page_kit_css, true); });
  add("GET,HEAD", "/desk/icon.svg", PBAY_FOR_PUBLIC, [](const Request& r) { file(r, "image/svg+xml", own_files::icon_svg, false); });
  add("GET,HEAD", "/desk/manifest.webmanifest", PBAY_FOR_PUBLIC,
      [&site](const Request& r) { file(r, "application/manifest+json", manifest(site), false); });

  add("GET,HEAD", "/api/v1/desk/mine", PBAY_FOR_AGENT, [&api](const Request& r) { api.mine(r); });
  add("GET,HEAD,PUT", "/api/v1/desk/settings", PBAY_FOR_AGENT, [&api](const Request& r) { api.settings(r); });
  add("GET,HEAD", "/api/v1/desk/drafts", PBAY_FOR_AGENT, [&api](const Request& r) { api.drafts(r); });
  add("GET,HEAD,PUT,DELETE", "/api/v1/desk/drafts/{conversation}", PBAY_FOR_AGENT, [&api](const Request& r) { api.draft(r); });
  add("GET,HEAD", "/api/v1/desk/pages", PBAY_FOR_AGENT, [&api](const Request& r) { api.pages(r); });
  add("GET,HEAD", "/api/v1/desk/answers", PBAY_FOR_AGENT, [&api](const Request& r) { api.answers(r); });
  add("GET,HEAD", "/api/v1/desk/operator", PBAY_FOR_AGENT, [&api](const Request& r) { api.operators(r); });
  add("GET,HEAD", "/api/v1/desk/gaps", PBAY_FOR_AGENT, [&api](const Request& r) { api.gaps(r); });
  add("GET,HEAD", "/api/v1/desk/{shelf}", PBAY_FOR_AGENT, [&api](const Request& r) { api.list(r); });
  add("POST", "/api/v1/desk/{shelf}", PBAY_FOR_AGENT, [&api](const Request& r) { api.create(r); });
  add("PUT", "/api/v1/desk/{shelf}/{id}", PBAY_FOR_AGENT, [&api](const Request& r) { api.change(r); });
  add("DELETE", "/api/v1/desk/{shelf}/{id}", PBAY_FOR_AGENT, [&api](const Request& r) { api.remove(r); });
  return routes;
}

}  // namespace patchbay::desk
