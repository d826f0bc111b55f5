#include "asks.hpp"

#include <utility>

#include "patchbay/json_text.hpp"

namespace patchbay::portal {
namespace {

using json_text::each_element;
using json_text::each_member;
using json_text::integer_or;
using json_text::member;
using json_text::quote;
using json_text::string_or;

bool is_attribute(std::string_view name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos;
}

std::string pair(std::string_view key, std::string_view value) { return quote(key) + ":" + quote(value); }

// Calls visit(raw element) for the array `key` of every provider's reply that came.
template <class Visit>
void each_answer(const Host& host, Ctx ctx, std::string_view method, const std::string& request, std::string_view key, Visit&& visit) {
  for (const std::string& provider : host.providers(ctx, method)) {
    const std::string name = std::string{method} + "#" + string_or(provider, "instance", "");
    const auto reply = host.try_call(ctx, name, request);
    if (!reply) continue;
    if (const auto items = member(*reply, key)) each_element(*items, visit);
  }
}

std::vector<std::string> texts(std::string_view object, std::string_view key) {
  std::vector<std::string> out;
  if (const auto items = member(object, key)) each_element(*items, [&](std::string_view raw) { out.push_back(json_text::decode(raw)); });
  return out;
}

Page page_of(std::string_view raw) {
  Page page;
  page.url = string_or(raw, "url", "");
  page.locale = string_or(raw, "locale", "");
  page.title = string_or(raw, "title", "");
  page.summary = string_or(raw, "summary", "");
  page.section = string_or(raw, "section", "");
  page.updated = string_or(raw, "updated", "").substr(0, 10);
  if (const auto others = member(raw, "alternates"))
    each_element(*others, [&](std::string_view other) { page.alternates.emplace_back(string_or(other, "locale", ""), string_or(other, "url", "")); });
  return page;
}

}  // namespace

Site ask_site(const Host& host) {
  const std::string reply = host.call(kSelf, "site.get@1");
  Site site;
  site.name = string_or(reply, "name", "");
  site.public_url = string_or(reply, "public_url", "");
  site.locales = texts(reply, "locales");
  site.default_locale = string_or(reply, "default_locale", "en");
  site.accent = string_or(reply, "accent", "#0b6e4f");
  site.logo = string_or(reply, "logo", "");
  if (site.locales.empty()) site.locales = {site.default_locale};
  while (site.public_url.ends_with('/')) site.public_url.pop_back();
  return site;
}

std::vector<Section> ask_sections(const Host& host, Ctx ctx, std::string_view locale) {
  std::vector<Section> out;
  each_answer(host, ctx, "content.sections@1", "{" + pair("locale", locale) + "}", "sections", [&](std::string_view raw) {
    out.push_back({string_or(raw, "title", ""), string_or(raw, "description", ""), string_or(raw, "icon", ""),
                   string_or(raw, "url", ""), integer_or(raw, "count", 0)});
  });
  return out;
}

std::vector<Link> ask_popular(const Host& host, Ctx ctx, std::string_view locale, int limit) {
  std::vector<Link> out;
  if (limit <= 0) return out;
  const std::string request = "{" + pair("locale", locale) + ",\"limit\":" + std::to_string(limit) + "}";
  each_answer(host, ctx, "content.popular@1", request, "pages", [&](std::string_view raw) {
    out.push_back({string_or(raw, "title", ""), string_or(raw, "url", "")});
  });
  if (out.size() > static_cast<std::size_t>(limit)) out.resize(static_cast<std::size_t>(limit));
  return out;
}

std::vector<Page> ask_pages(const Host& host, Ctx ctx) {
  std::vector<Page> out;
  each_answer(host, ctx, "content.pages@1", "{}", "pages", [&](std::string_view raw) { out.push_back(page_of(raw)); });
  return out;
}

std::vector<Step> ask_steps(const Host& host, Ctx ctx, std::string_view locale) {
  std::vector<Step> out;
  const auto reply = host.try_call(ctx, "pathway.list@1", "{" + pair("locale", locale) + "}");
  if (!reply) return out;
  if (const auto steps = member(*reply, "steps")) {
    each_element(*steps, [&](std::string_view raw) {
      Step step{string_or(raw, "id", ""), string_or(raw, "label", ""), string_or(raw, "reason", ""), string_or(raw, "reveal", ""),
                string_or(raw, "url", ""), member(raw, "available") == "true", integer_or(raw, "wait_seconds", -1)};
      out.push_back(std::move(step));
    });
  }
  return out;
}

std::vector<Script> ask_scripts(const Host& host, std::string_view locale) {
  std::vector<Script> out;
  each_answer(host, kSelf, "page.script@1", "{" + pair("locale", locale) + "}", "scripts", [&](std::string_view raw) {
    Script script{string_or(raw, "src", ""), {}};
    if (!script.src.starts_with('/') || script.src.starts_with("//")) return;
    if (const auto data = member(raw, "data"))
      each_member(*data, [&](std::string_view name, std::string_view value) {
        if (is_attribute(name)) script.data.emplace_back(name, json_text::decode(value));
        return true;
      });
    out.push_back(std::move(script));
  });
  return out;
}

Found ask_search(const Host& host, Ctx ctx, std::string_view query, std::string_view locale, std::string_view kind,
                 std::string_view cursor, std::string_view mode, int limit) {
  std::string request = "{" + pair("q", query) + "," + pair("locale", locale) + "," + pair("mode", mode) + ",\"limit\":" + std::to_string(limit);
  if (!kind.empty()) request += ",\"kinds\":[" + quote(kind) + "]";
  if (!cursor.empty()) request += "," + pair("cursor", cursor);
  Found found;
  const auto reply = host.try_call(ctx, "search.query@1", request + "}");
  if (!reply) return found;
  if (const auto hits = member(*reply, "hits")) {
    each_element(*hits, [&](std::string_view raw) {
      found.hits.push_back({string_or(raw, "kind", ""), string_or(raw, "id", ""), string_or(raw, "title", ""),
                            string_or(raw, "snippet", ""), string_or(raw, "url", ""), string_or(raw, "locale", "")});
    });
  }
  found.corrected = string_or(*reply, "corrected", "");
  found.next = string_or(*reply, "next", "");
  return found;
}

}  // namespace patchbay::portal
