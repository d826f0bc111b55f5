#include "shell.hpp"

#include <algorithm>
#include <random>

#include "json.hpp"
#include "patchbay/html.hpp"
#include "words.hpp"

namespace patchbay::desk {
namespace {

// "wss://help.example.com" for an address of the site; empty for anything else.
std::string socket_source(const std::string& url) {
  for (const auto& [web, socket] : {std::pair{"https://", "wss://"}, std::pair{"http://", "ws://"}}) {
    if (!url.starts_with(web)) continue;
    const std::string host = url.substr(std::string_view{web}.size(), url.find('/', std::string_view{web}.size()) - std::string_view{web}.size());
    if (host.find_first_of(" ;,'\"") == std::string::npos) return socket + host;
  }
  return {};
}

}  // namespace

std::string fresh_nonce() {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::random_device chance;  // the system's own source, a thread's own object
  std::string out;
  for (int i = 0; i < 22; ++i) out += kDigits[chance() & 63];
  return out;
}

std::string content_policy(std::string_view nonce, const Site& site) {
  const std::string socket = socket_source(site.public_url);
  return "default-src 'none'; script-src 'nonce-" + std::string{nonce} +
         "' 'strict-dynamic'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'" +
         (socket.empty() ? "" : " " + socket) +
         "; font-src 'self'; frame-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
         "form-action 'self'; require-trusted-types-for 'script'; trusted-types patchbay-desk";
}

std::string choose_locale(std::string_view chosen, std::string_view page, std::string_view site, std::string_view accepted) {
  const auto known = [](std::string_view locale) -> std::string_view {
    for (const std::string_view own : kLocales)
      if (locale.substr(0, locale.find('-')) == own) return own;
    return {};
  };
  if (!known(chosen).empty()) return std::string{known(chosen)};
  if (page != site && !known(page).empty()) return std::string{known(page)};
  // The browser's list, in its order: nobody ranks their own language below another.
  while (!accepted.empty()) {
    const std::string_view one = accepted.substr(0, accepted.find(','));
    accepted.remove_prefix(std::min(accepted.size(), one.size() + 1));
    const std::size_t start = one.find_first_not_of(' ');
    if (start == std::string_view::npos) continue;
    if (const std::string_view own = known(one.substr(start, one.find(';') - start)); !own.empty()) return std::string{own};
  }
  return std::string{known(page).empty() ? "en" : known(page)};
}

std::string shell_page(const Site& site, const Agent& agent, std::string_view language, std::string_view assets_base, std::string_view nonce) {
  const std::string locale{language}, assets{assets_base}, texts = assets + "texts/" + locale + ".json";
  const json::object boot{
      {"me", json::object{{"id", agent.id}, {"name", agent.name}, {"email", agent.email}, {"role", agent.admin ? "admin" : "agent"}, {"teams", to_array(agent.teams)}}},
      {"site", json::object{{"name", site.name}, {"locales", to_array(site.locales)}, {"default_locale", site.default_locale}, {"time_zone", site.time_zone},
                            {"public_url", site.public_url}, {"accent", site.accent}}},
      {"locale", locale},
      {"texts", texts}};
  const std::string name = escape_html(site.name);
  return "<!doctype html>\n<html lang=\"" + locale + "\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n<title>" + name + "</title>\n"
         "<link rel=\"manifest\" href=\"/desk/manifest.webmanifest\" crossorigin=\"use-credentials\">\n<link rel=\"icon\" href=\"/desk/icon.svg\" type=\"image/svg+xml\">\n"
         "<link rel=\"stylesheet\" href=\"" + assets + "desk.css\">\n"
         "<link rel=\"preload\" as=\"fetch\" href=\"" + texts + "\" crossorigin>\n"
         "<script type=\"application/json\" id=\"boot\">" + json_for_script(to_text(boot)) + "</script>\n"
         "<script type=\"module\" nonce=\"" + std::string{nonce} + "\" src=\"" + assets + "desk.js\"></script>\n"
         "</head>\n<body>\n<div id=\"desk\"><noscript>" + name + ": JavaScript</noscript></div>\n</body>\n</html>\n";
}

std::string manifest(const Site& site) {
  return to_text(json::object{{"name", site.name},
                              {"short_name", site.name.size() <= 24 ? site.name : "Patchbay"},
                              {"id", "/desk/"},
                              {"start_url", "/desk/"},
                              {"scope", "/desk/"},
                              {"display", "standalone"},
                              {"background_color", "#f1f3f2"},
                              {"theme_color", site.accent},
                              {"icons", json::array{json::object{{"src", "/desk/icon.svg"}, {"sizes", "any"}, {"type", "image/svg+xml"}, {"purpose", "any"}}}}});
}

}  // namespace patchbay::desk
