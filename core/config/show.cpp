#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/base/text.hpp"
#include "core/config/amount.hpp"
#include "core/config/config.hpp"
#include "core/config/limits.hpp"

namespace patchbay::config {
namespace {

constexpr std::string_view kHidden = "***";

bool names_secret(std::string_view key) {
  const std::string lower = lower_ascii(key);
  for (const std::string_view word : {"secret", "password", "token", "dsn", "api_key", "private_key"})
    if (lower.find(word) != std::string::npos) return true;
  return lower == "key" || lower.ends_with("_key") || lower.ends_with("_keys");
}

// A password inside a URL: "smtps://user:***@mail.example.com".
std::string without_password(const std::string& url) {
  const auto scheme = url.find("://");
  const auto at = url.rfind('@');
  if (scheme == std::string::npos || at == std::string::npos || at < scheme) return url;
  const auto colon = url.find(':', scheme + 3);
  if (colon == std::string::npos || colon > at) return url;
  return url.substr(0, colon + 1) + std::string{kHidden} + url.substr(at);
}

bool is_bare(std::string_view key) {
  for (const char c : key)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
      return false;
  return !key.empty();
}

std::string quoted(std::string_view text) {
  return json::serialize(json::value(json::string(text)));
}
std::string key_text(std::string_view key) {
  return is_bare(key) ? std::string{key} : quoted(key);
}

class Page {
 public:
  explicit Page(const Config& config) : config_{config} {}

  void table(const std::string& path) {
    path_ = path;
    std::string name;
    for (const auto part : split(path, '.')) name += (name.empty() ? "" : ".") + key_text(part);
    out_ += (out_.empty() ? "[" : "\n[") + name + "]\n";
  }
  void raw(std::string_view key, const std::string& value) { out_ += key_text(key) + " = " + value + "\n"; }
  void text(std::string_view key, const std::string& value) {
    raw(key, shown(path_ + "." + std::string{key}, key, value));
  }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    std::string list;
    for (std::size_t i = 0; i < values.size(); ++i)
      list += (i ? ", " : "") +
              shown(path_ + "." + std::string{key} + "[" + std::to_string(i) + "]", key, values[i]);
    raw(key, "[" + list + "]");
  }
  // JSON as an inline TOML value; null has none and is left out by the caller.
  std::string inline_value(const std::string& path, std::string_view key, const json::value& value) {
    if (const auto* object = value.if_object()) {
      std::string members;
      for (const auto& [name, member] : *object)
        if (!member.is_null())
          members += (members.empty() ? " " : ", ") + key_text(name) + " = " +
                     inline_value(path + "." + std::string{name}, name, member);
      return "{" + members + " }";
    }
    if (const auto* array = value.if_array()) {
      std::string items;
      for (std::size_t i = 0; i < array->size(); ++i)
        items += (i ? ", " : "") + inline_value(path + "[" + std::to_string(i) + "]", key, (*array)[i]);
      return "[" + items + "]";
    }
    if (const auto* string = value.if_string()) return shown(path, key, std::string{*string});
    return json::serialize(value);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string shown(const std::string& path, std::string_view key, const std::string& value) const {
    if (const auto written = config_.written.find(path); written != config_.written.end())
      return quoted(written->second);
    if (names_secret(key) && !value.empty() && path != "server.tls.key") return quoted(kHidden);
    return quoted(without_password(value));
  }

  const Config& config_;
  std::string path_, out_;
};

void show_server(const Server& server, Page& page) {
  page.table("server");
  page.text("listen", server.listen);
  page.text("public_url", server.public_url);
  page.text("files_url", server.files_url);
  page.texts("trusted_proxies", server.trusted_proxies);
  page.raw("page_cache", quoted(size_text(server.page_cache)));
  if (server.tls.cert.empty()) return;
  page.table("server.tls");
  page.text("cert", server.tls.cert);
  page.text("key", server.tls.key);
  page.text("hsts", server.tls.hsts_subdomains ? "subdomains" : "host");
}

void show_parts(const Config& config, Page& page) {
  page.table("log");
  page.text("level", config.log_level);
  page.text("format", config.log_format);
  page.table("store");
  page.text("engine", config.store_engine);
  if (!config.store_dsn.empty()) page.text("dsn", config.store_dsn);
  page.table("plugins");
  page.texts("path", config.plugin_path);
  page.table("bus");
  page.text("engine", config.bus_engine);
  if (!config.bus_url.empty()) page.text("url", config.bus_url);
}

void show_site(const Config& config, Page& page) {
  const Site& site = config.site;
  page.table("site");
  page.text("name", site.name);
  page.texts("locales", site.locales);
  page.text("default_locale", site.default_locale);
  page.text("time_zone", site.time_zone);
  page.text("accent", site.accent);
  page.text("logo", site.logo);
  std::string groups;
  for (const auto& words : site.synonyms) {
    std::string list;
    for (const auto& word : words) list += (list.empty() ? "" : ", ") + quoted(word);
    groups += (groups.empty() ? "[" : ", [") + list + "]";
  }
  page.raw("synonyms", "[" + groups + "]");
  if (config.mail_smtp.empty()) return;
  page.table("mail");
  page.text("smtp", config.mail_smtp);
  page.text("from", config.mail_from);
}

void show_limits(const Limits& limits, Page& page) {
  page.table("limits");
  for (const LimitRow& row : limit_rows()) {
    const std::string name{row.name};
    if (row.kind == LimitKind::rate) {
      page.raw(row.name, quoted(rate_text(limits.rate(name))));
      continue;
    }
    const std::int64_t number = limits.number(name);
    if (number < 0)
      page.raw(row.name, "\"off\"");
    else
      page.raw(row.name, row.kind == LimitKind::bytes ? quoted(size_text(number)) : std::to_string(number));
  }
}

std::string span_text(const std::pair<int, int>& span) {
  const auto time = [](int minutes) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(minutes / 60) + ":" + two(minutes % 60);
  };
  return time(span.first) + "-" + time(span.second);
}

void show_service(const Config& config, Page& page) {
  for (const auto& [name, hours] : config.hours) {
    page.table("hours." + name);
    for (const auto& [day, spans] : hours.days) {
      std::string list;
      for (const auto& span : spans) list += (list.empty() ? "" : ", ") + quoted(span_text(span));
      page.raw(day, "[" + list + "]");
    }
    page.texts("holidays", hours.holidays);
    if (!hours.time_zone.empty()) page.text("time_zone", hours.time_zone);
  }
  for (const auto& [name, team] : config.teams) {
    page.table("team." + name);
    page.texts("members", team.members);
    page.text("hours", team.hours);
  }
  for (const auto& [name, inbox] : config.inboxes) {
    page.table("inbox." + name);
    page.texts("sites", inbox.sites);
    if (!inbox.team.empty()) page.text("team", inbox.team);
    page.raw("reopen_days", std::to_string(inbox.reopen_days));
    page.texts("identity_keys", inbox.identity_keys);
  }
  page.table("pathways");
  page.texts("order", config.pathways_order);
  std::string rules;
  for (const auto& [step, rule] : config.pathways_reveal)
    rules += (rules.empty() ? "" : ", ") + key_text(step) + " = " + quoted(rule);
  page.raw("reveal", "{ " + rules + " }");
  page.table("handoff");
  page.texts("order", config.handoff_order);
}

void show_plugin(const PluginTable& plugin, Page& page) {
  page.table("plugin." + plugin.instance);
  if (plugin.plugin != plugin.instance) page.text("use", plugin.plugin);
  page.text("isolation", plugin.isolation);
  if (!plugin.sha256.empty()) page.text("sha256", plugin.sha256);
  std::string addresses;
  for (const auto& [purpose, address] : plugin.listen) addresses += (addresses.empty() ? "" : ", ") + key_text(purpose) + " = " + quoted(address);
  if (!addresses.empty()) page.raw("listen", "{ " + addresses + " }");
  std::string grants;
  for (const Grant& grant : plugin.files) {
    grants += (grants.empty() ? "" : ", ") + std::string{"{ dir = "} + quoted(grant.dir);
    if (!grant.locale.empty()) grants += ", locale = " + quoted(grant.locale);
    grants += ", name = " + quoted(grant.name) + " }";
  }
  if (!grants.empty()) page.raw("files", "[" + grants + "]");
  page.raw("config", page.inline_value("plugin." + plugin.instance + ".config", "config", plugin.settings));
}

}  // namespace

std::string show(const Config& config) {
  Page page{config};
  show_server(config.server, page);
  show_parts(config, page);
  show_site(config, page);
  show_limits(config.limits, page);
  show_service(config, page);
  for (const PluginTable& plugin : config.plugins) show_plugin(plugin, page);
  return page.take();
}

}  // namespace patchbay::config
