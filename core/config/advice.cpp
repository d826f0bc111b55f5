#include <algorithm>
#include <boost/json/object.hpp>

#include "core/config/config.hpp"
#include "core/config/nearest.hpp"

namespace patchbay::config {
namespace {

// "`plugin` is on, and makes little sense without `other`."
struct Companion {
  std::string_view plugin, other, why;
};
constexpr Companion kCompanions[] = {
    {"livechat", "desk", "livechat is on and nobody can answer: turn on desk ([plugin.desk])"},
};

class Advice {
 public:
  explicit Advice(const Config& config) : config_{config} {}

  void add(const std::string& dotted, const std::string& text) {
    const auto place = config_.places.find(dotted);
    Problem problem;
    if (place != config_.places.end())
      problem = {place->second.file, place->second.line, place->second.column, text, true};
    else
      problem = {config_.files.empty() ? "" : config_.files.front(), 0, 0, text, true};
    problems_.push_back(std::move(problem));
  }
  std::vector<Problem> take() { return std::move(problems_); }

 private:
  const Config& config_;
  std::vector<Problem> problems_;
};

bool is_on(const Config& config, std::string_view plugin) {
  return std::ranges::any_of(config.plugins,
                             [&](const PluginTable& table) { return table.plugin == plugin; });
}

bool is_loopback(const std::string& listen) {
  return listen.starts_with("127.") || listen.starts_with("localhost:") || listen.starts_with("[::1]:");
}

void advise_server(const Config& config, Advice& advice) {
  const Server& server = config.server;
  const bool https = server.public_url.starts_with("https://");
  if (!is_loopback(server.listen) && !https && server.tls.cert.empty())
    advice.add("server.listen",
               "server.listen is reachable from outside over plain http, where secure cookies cannot work "
               "and nobody can sign in safely; set server.tls, or public_url = \"https://…\" behind a proxy");
  if (https && server.tls.cert.empty() && server.trusted_proxies.empty())
    advice.add(
        "server.public_url",
        "server.public_url is https and neither server.tls nor server.trusted_proxies is set; name your "
        "proxy's address in trusted_proxies, else every visitor counts as one address");
  for (const std::string& network : server.trusted_proxies)
    if (network.ends_with("/0"))
      advice.add("server.trusted_proxies",
                 "server.trusted_proxies trusts every address, so anybody can claim to be any visitor; "
                 "name only your proxies");
}

void advise_pathways(const Config& config, Advice& advice) {
  std::vector<std::string> on;
  for (const PluginTable& table : config.plugins) on.push_back(table.instance);
  const auto check = [&](const std::vector<std::string>& order, const std::string& key) {
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (std::ranges::find(on, order[i]) != on.end()) continue;
      const std::string meant = nearest(order[i], on);
      if (!meant.empty())
        advice.add(key + "[" + std::to_string(i) + "]",
                   key + " names \"" + order[i] + "\", which is not on; did you mean \"" + meant + "\"?");
    }
  };
  check(config.pathways_order, "pathways.order");
  check(config.handoff_order, "handoff.order");
}

}  // namespace

std::vector<Problem> advise(const Config& config,
                            const std::function<bool(const std::string& email)>& has_account) {
  Advice advice{config};
  if (!has_account) {
    advise_server(config, advice);
    advise_pathways(config, advice);
    for (const Companion& companion : kCompanions)
      if (is_on(config, companion.plugin) && !is_on(config, companion.other))
        advice.add("plugin." + std::string{companion.plugin}, std::string{companion.why});
    return advice.take();
  }
  for (const auto& [name, team] : config.teams)
    for (std::size_t i = 0; i < team.members.size(); ++i)
      if (!has_account(team.members[i]))
        advice.add("team." + name + ".members[" + std::to_string(i) + "]",
                   "team member " + team.members[i] + " has no account; run: patchbay agent add " +
                       team.members[i] + " --name NAME --role agent");
  return advice.take();
}

}  // namespace patchbay::config
