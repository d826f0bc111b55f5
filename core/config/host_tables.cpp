#include <Poco/Net/IPAddress.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "core/base/text.hpp"
#include "core/config/amount.hpp"
#include "core/config/limits.hpp"
#include "core/config/tables.hpp"

namespace patchbay::config {
namespace {

bool is_address(const std::string& text) {
  Poco::Net::IPAddress parsed;
  return !text.empty() && Poco::Net::IPAddress::tryParse(text, parsed);
}

std::optional<int> parse_port(std::string_view text, int most) {
  int port = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port < 0 || port > most)
    return std::nullopt;
  return port;
}

bool is_host_name(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

bool is_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || !parse_port(text.substr(colon + 1), 65535)) return false;
  const auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']'))
    return is_address(std::string{host.substr(1, host.size() - 2)});
  return is_host_name(host);
}

bool is_network(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos) return is_address(text);
  const std::string address = text.substr(0, slash);
  const int most = address.find(':') == std::string::npos ? 32 : 128;
  return is_address(address) && parse_port(std::string_view{text}.substr(slash + 1), most);
}

std::string read_origin(Section& section, std::string_view key) {
  const std::string value = section.text(key, "");
  if (!value.empty() && !is_origin(value))
    section.problem(key,
                    "is not an origin; write scheme and host without a path: \"https://help.example.com\"");
  return value;
}

std::string read_path(Section& section, std::string_view key) {
  const std::string value = section.text(key, "");
  if (value.empty()) return value;
  const std::string path = value.starts_with('/') ? value : section.reading().folder + "/" + value;
  if (!std::ifstream{path}.good())
    section.problem(key, "names " + path + ", which cannot be read; make it, or correct the path");
  return path;
}

void read_server(Section section, Server& server) {
  server.listen = section.text("listen", server.listen);
  if (!is_listen(server.listen))
    section.problem("listen", "is not HOST:PORT; write \"127.0.0.1:8080\", \"0.0.0.0:80\" or \"[::]:80\"");
  server.public_url = read_origin(section, "public_url");
  server.files_url = read_origin(section, "files_url");
  server.page_cache = section.size("page_cache", server.page_cache);
  server.trusted_proxies = section.texts("trusted_proxies", {});
  for (const std::string& network : server.trusted_proxies)
    if (!is_network(network))
      section.problem("trusted_proxies",
                      "has \"" + network + "\"; write an address or a network: \"10.0.0.2\", \"10.0.0.0/8\"");
  Section tls = section.section("tls");
  server.tls.cert = read_path(tls, "cert");
  server.tls.key = read_path(tls, "key");
  server.tls.hsts_subdomains = tls.choice("hsts", "host", {"host", "subdomains"}) == "subdomains";
  if (tls.present() && server.tls.cert.empty() != server.tls.key.empty())
    tls.reading().problem(tls.table(), "server.tls needs both cert and key; add " +
                                           tls.dotted(server.tls.cert.empty() ? "cert" : "key"));
  tls.finish();
  section.finish();
}

void read_log(Section section, Config& config) {
  config.log_level = section.choice("level", config.log_level, {"debug", "info", "warn", "error"});
  config.log_format = section.choice("format", config.log_format, {"json", "text"});
  section.finish();
}

void read_store(Section section, Config& config) {
  config.store_engine = section.choice("engine", config.store_engine, {"sqlite", "postgres"});
  config.store_dsn = section.text("dsn", "");
  if (config.store_engine == "postgres")
    section.problem("engine", "\"postgres\" is not in this version; write \"sqlite\"");
  if (config.store_engine == "sqlite" && !config.store_dsn.empty())
    section.problem("dsn", "is only for engine = \"postgres\"; remove it");
  section.finish();
}

void read_bus(Section section, Config& config) {
  config.bus_engine = section.choice("engine", config.bus_engine, {"local", "redis"});
  config.bus_url = section.text("url", "");
  if (config.bus_engine == "redis")
    section.problem("engine", "\"redis\" is not in this version; write \"local\"");
  if (config.bus_engine == "local" && !config.bus_url.empty())
    section.problem("url", "is only for engine = \"redis\"; remove it");
  section.finish();
}

void read_plugin_path(Section section, Config& config) {
  config.plugin_path = section.texts("path", {});
  for (std::string& folder : config.plugin_path) {
    if (!folder.starts_with('/')) folder = section.reading().folder + "/" + folder;
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
      section.problem("path", "names " + folder + ", which is no folder; make it, or correct the path");
  }
  section.finish();
}

void read_number(Section& section, const LimitRow& row, Limits& limits) {
  const std::string name{row.name};
  const toml::node* node = section.node(name);
  if (!node) return;
  if (const auto* number = node->as_integer(); number && number->get() >= 0) {
    limits.numbers[name] = number->get();
    return;
  }
  const auto* text = node->as_string();
  if (text && text->get() == "off") {
    limits.numbers[name] = -1;
  } else if (const auto bytes =
                 text && row.kind == LimitKind::bytes ? parse_size(text->get()) : std::nullopt) {
    limits.numbers[name] = *bytes;
  } else {
    section.problem(name, row.kind == LimitKind::bytes
                              ? "is not a size; write \"16M\", a number of bytes, or \"off\""
                              : "is not a number; write a whole number from 0, or \"off\"");
  }
}

void read_rate(Section& section, const LimitRow& row, Limits& limits) {
  const std::string name{row.name};
  const toml::node* node = section.node(name);
  if (!node) return;
  const auto* text = node->as_string();
  if (const auto rate = text ? parse_rate(text->get()) : std::nullopt) {
    limits.rates[name] = *rate;
  } else {
    section.problem(name, "is not a rate; write \"20/10s\", \"5/s burst 20\", \"600/min\" or \"off\"");
  }
}

void read_limits(Section section, Limits& limits) {
  for (const LimitRow& row : limit_rows())
    row.kind == LimitKind::rate ? read_rate(section, row, limits) : read_number(section, row, limits);
  section.finish();
}

}  // namespace

bool is_origin(std::string_view text) {
  if (text.starts_with("https://")) {
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else {
    return false;
  }
  if (is_host_name(text)) return true;
  if (text.starts_with('[') && text.ends_with(']'))
    return is_address(std::string{text.substr(1, text.size() - 2)});
  return is_listen(text);
}

void read_host_tables(Section& root) {
  Config& config = root.reading().config;
  read_server(root.section("server"), config.server);
  read_log(root.section("log"), config);
  read_store(root.section("store"), config);
  read_plugin_path(root.section("plugins"), config);
  read_bus(root.section("bus"), config);
  read_limits(root.section("limits"), config.limits);
}

}  // namespace patchbay::config
