#include "pages.hpp"

#include <algorithm>

namespace patchbay::desk {
namespace {

struct Answer {
  std::string instance, plugin;
  json::object reply;
};

// Every provider's reply that came; one that fails is left out, the desk goes on.
std::vector<Answer> ask_all(const Host& host, Ctx ctx, const std::string& method, const json::object& request) {
  std::vector<Answer> out;
  for (const std::string& raw : host.providers(ctx, method)) {
    const json::object provider = read_object(raw);
    const std::string instance = text_of(provider, "instance");
    try {
      if (const auto reply = host.try_call(ctx, method + "#" + instance, to_text(request)))
        out.push_back({instance, text_of(provider, "plugin", instance), read_object(*reply)});
    } catch (const Failure& failure) {
      host.log(PBAY_LOG_WARN, "a plugin's part of the desk is left out", {{"method", method}, {"instance", instance}, {"why", failure.what()}});
    }
  }
  return out;
}

}  // namespace

bool is_own_path(std::string_view path, std::string_view plugin) {
  if (path.find_first_of("\\ \t\r\n") != std::string_view::npos || path.find("..") != std::string_view::npos) return false;
  for (const std::string& base : {"/" + std::string{plugin}, "/api/v1/" + std::string{plugin}})
    if (path == base || path.starts_with(base + "/") || path.starts_with(base + "?")) return true;
  return false;
}

json::array plugin_pages(const Host& host, Ctx ctx, const Agent& agent, std::string_view locale) {
  struct Row {
    std::int64_t order;
    json::object page;
  };
  std::vector<Row> rows;
  for (const Answer& answer : ask_all(host, ctx, "desk.page@1", {{"locale", locale}})) {
    const std::string url = text_of(answer.reply, "url"), title = text_of(answer.reply, "title");
    if (text_of(answer.reply, "role", "agent") == "admin" && !agent.admin) continue;
    if (title.empty() || !is_own_path(url, answer.plugin)) {
      host.log(PBAY_LOG_WARN, "a page for the desk needs a title and a path of its own plugin", {{"instance", answer.instance}, {"url", url}});
      continue;
    }
    const std::int64_t order = integer_of(answer.reply, "order", 100);
    rows.push_back({order, {{"id", answer.plugin}, {"instance", answer.instance}, {"title", title}, {"url", url},
                            {"icon", text_of(answer.reply, "icon")}, {"order", order},
                            {"routes", json::array{"/" + answer.plugin + "/", "/api/v1/" + answer.plugin + "/"}}}});
  }
  std::ranges::stable_sort(rows, {}, &Row::order);
  json::array out;
  for (Row& row : rows) out.push_back(std::move(row.page));
  return out;
}

json::array content_editors(const Host& host, Ctx ctx, std::string_view locale) {
  json::array out;
  for (const Answer& answer : ask_all(host, ctx, "content.editor@1", {{"locale", locale}})) {
    const std::string api = text_of(answer.reply, "api");
    if (!is_own_path(api, answer.plugin)) continue;
    out.push_back(json::object{{"id", answer.instance}, {"title", text_of(answer.reply, "title")}, {"kind", text_of(answer.reply, "kind")}, {"api", api}});
  }
  return out;
}

json::array find_passages(const Host& host, Ctx ctx, std::string_view question, std::string_view locale, int limit) {
  json::array out;
  const auto reply = host.try_call(ctx, "search.query@1", to_text(json::object{{"q", question}, {"locale", locale}, {"limit", limit}, {"mode", "passages"}}));
  if (!reply) return out;
  const json::object found = read_object(*reply);
  if (const json::array* passages = array_of(found, "passages"))
    for (const json::value& one : *passages) {
      const json::object& passage = one.get_object();
      out.push_back(json::object{{"title", text_of(passage, "title")}, {"text", text_of(passage, "text")}, {"url", text_of(passage, "url")}});
    }
  return out;
}

json::array find_gaps(const Host& host, Ctx ctx, int limit) {
  const auto reply = host.try_call(ctx, "search.gaps@1", to_text(json::object{{"limit", limit}}));
  if (!reply) return {};
  const json::object found = read_object(*reply);
  const json::array* items = array_of(found, "items");
  return items ? *items : json::array{};
}

}  // namespace patchbay::desk
