#pragma once
// patchbay.toml and conf.d/*.toml as checked values. Every problem is found at once and told as
// `file:line:column: what, and what to write instead`. The host never writes configuration.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"

namespace patchbay::config {

struct Problem {
  std::string file;
  int line = 0, column = 0;
  std::string text;     // what, and what to write instead
  bool advice = false;  // sensible to change, not an error
};

struct Tls {
  std::string cert, key;  // paths; empty = plain
  bool hsts_subdomains = false;
};

struct Server {
  std::string listen = "127.0.0.1:8080";
  std::string public_url;                    // empty = http://<listen>
  std::vector<std::string> trusted_proxies;  // addresses or CIDR
  std::int64_t page_cache = 16 << 20;        // bytes
  std::string files_url;
  Tls tls;
};

// A rate "20/10s", "5/s burst 20", "6000/min", or "off".
struct Rate {
  double per_second = 0;  // 0 with off=false: nothing passes
  double burst = 0;
  bool off = false;
};

// [limits]; every figure may be set or "off". Names and defaults are docs/operator/limits.md's.
struct Limits {
  std::map<std::string, std::int64_t>
      numbers;  // connections_per_address, connections, header_bytes, header_fields, …; -1 = off
  std::map<std::string, Rate>
      rates;  // login, login_address, search, suggest, suggest_session, api, messages, …
  std::int64_t number(
      const std::string& name) const;  // the configured or the default; Error{internal} on an unknown name
  Rate rate(const std::string& name) const;
};

struct Site {
  std::string name = "Help centre";
  std::vector<std::string> locales = {"en"};
  std::string default_locale = "en";
  std::string time_zone = "UTC";
  std::string accent = "#0b6e4f";
  std::string logo;
  std::vector<std::vector<std::string>> synonyms;
};

struct Hours {
  std::map<std::string, std::vector<std::pair<int, int>>>
      days;                           // "mon" … "sun" → minutes from midnight, [from, to)
  std::vector<std::string> holidays;  // "2026-12-25"
  std::string time_zone;              // empty = the site's
};
struct Team {
  std::vector<std::string> members;
  std::string hours = "default";
};
struct Inbox {
  std::vector<std::string> sites;
  std::string team;
  int reopen_days = 7;
  std::vector<std::string> identity_keys;
};

struct Grant {
  std::string dir;
  std::string locale;
  std::string name;  // how the plugin asks for it; default: the index, "0"
};

// A [plugin.NAME] table: an instance.
struct PluginTable {
  std::string instance;  // NAME
  std::string plugin;    // `use`, default NAME
  std::string isolation = "inline";
  std::vector<Grant> files;
  std::map<std::string, std::string> listen;  // the plugin's network purpose → HOST:PORT
  std::string sha256;     // optional pin
  json::object settings;  // its `config`, checked against the plugin's own schema by core/host
  std::string file;       // where the table stands, for messages about it
  int line = 0, column = 0;
  std::map<std::string, std::pair<int, int>> positions;  // JSON pointer in settings → line, column
};

// Where a value stands in the files, by its dotted name: "server.listen", "inbox.default.sites[0]".
struct Place {
  std::string file;
  int line = 0, column = 0;
};

struct Config {
  Server server;
  std::string log_level = "info", log_format = "json";
  std::string store_engine = "sqlite", store_dsn;
  std::vector<std::string> plugin_path;
  std::string bus_engine = "local", bus_url;
  Site site;
  std::string mail_smtp, mail_from;
  Limits limits;
  std::map<std::string, Hours> hours;
  std::map<std::string, Team> teams;
  std::map<std::string, Inbox> inboxes;
  std::vector<std::string> pathways_order;
  std::map<std::string, std::string> pathways_reveal;  // always | after_attempt | after_no
  std::vector<std::string> handoff_order;
  std::vector<PluginTable> plugins;            // in the order of the files
  std::vector<std::string> files;              // what was read, for `config show` and reload
  std::map<std::string, Place> places;         // of every value the files set
  std::map<std::string, std::string> written;  // values with ${env:…} or ${file:…}, as they stand in the file
};

struct Loaded {
  Config config;
  std::vector<Problem> problems;
  bool ok() const;  // no problem that is not advice
};

// Reads `path` (a file; empty = ./patchbay.toml, else /etc/patchbay/patchbay.toml) and conf.d/*.toml beside
// it. A missing default file gives the defaults; a missing named one is a problem.
Loaded load(const std::string& path);

// Advice on sets of values that are allowed and make no sense together; load() adds what needs no more than
// the files. With `has_account` (does an agent with this e-mail exist?) only what it can tell is told.
std::vector<Problem> advise(const Config& config,
                            const std::function<bool(const std::string& email)>& has_account = {});

// The effective configuration as TOML. Values that came from ${env:…} or ${file:…} are shown as written,
// secrets as "***".
std::string show(const Config& config);

// "patchbay.toml:12:3: what, and what to write instead"; advice says so.
std::string text_of(const Problem& problem);

}  // namespace patchbay::config
