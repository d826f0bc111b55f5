#include "settings.hpp"

#include <algorithm>

#include "patchbay/json_text.hpp"

namespace patchbay::widget {
namespace {

using json_text::each_element;
using json_text::member;
using json_text::string_or;

std::vector<std::string> texts(std::string_view object, std::string_view key) {
  std::vector<std::string> out;
  if (const auto items = member(object, key)) each_element(*items, [&](std::string_view raw) { out.push_back(json_text::decode(raw)); });
  return out;
}

// "https://help.example.com" of "https://help.example.com/centre".
std::string origin_of(const std::string& url) {
  const std::size_t host = url.find("://");
  if (host == std::string::npos) return {};
  return url.substr(0, url.find('/', host + 3));
}

}  // namespace

Site parse_site(std::string_view reply) {
  Site site;
  site.name = string_or(reply, "name", "");
  site.public_url = string_or(reply, "public_url", "");
  while (site.public_url.ends_with('/')) site.public_url.pop_back();
  site.accent = string_or(reply, "accent", "#0b6e4f");
  site.logo = string_or(reply, "logo", "");
  site.default_locale = string_or(reply, "default_locale", "en");
  site.time_zone = string_or(reply, "time_zone", "UTC");
  site.locales = texts(reply, "locales");
  if (site.locales.empty()) site.locales = {site.default_locale};
  site.inboxes = std::string{member(reply, "inboxes").value_or("{}")};
  return site;
}

bool has_inbox(const Site& site, std::string_view inbox) { return inbox == "default" || member(site.inboxes, inbox).has_value(); }

std::vector<std::string> sites_of(const Site& site, std::string_view inbox) {
  std::vector<std::string> out;
  if (const auto found = member(site.inboxes, inbox)) out = texts(*found, "sites");
  if (out.empty())
    if (std::string own = origin_of(site.public_url); !own.empty()) out.push_back(std::move(own));
  return out;
}

std::string known_locale(const Site& site, std::string_view locale, std::string_view fallback) {
  for (const std::string_view wanted : {locale, locale.substr(0, locale.find('-'))})
    if (std::ranges::find(site.locales, wanted) != site.locales.end()) return std::string{wanted};
  return std::string{fallback};
}

std::string for_script(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<') out += "\\u003c";
    else out += c;
  }
  return out;
}

}  // namespace patchbay::widget
