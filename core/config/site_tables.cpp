#include <algorithm>
#include <fstream>

#include "core/base/text.hpp"
#include "core/config/amount.hpp"
#include "core/config/email.hpp"
#include "core/config/nearest.hpp"
#include "core/config/tables.hpp"

namespace patchbay::config {
namespace {

constexpr std::string_view kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

template <typename Named>
std::vector<std::string> names_of(const std::map<std::string, Named>& named) {
  std::vector<std::string> names;
  for (const auto& [name, value] : named) names.push_back(name);
  return names;
}

// `remedy` where no known name is near.
std::string meant(const std::string& word, const std::vector<std::string>& known, const std::string& remedy) {
  const std::string near = nearest(word, known);
  return near.empty() ? "; " + remedy : "; did you mean \"" + near + "\"?";
}

void read_locales(Section& section, Site& site) {
  site.locales = section.texts("locales", site.locales);
  std::vector<std::string> seen;
  for (const std::string& locale : site.locales) {
    if (!is_locale(locale))
      section.problem("locales", "has \"" + locale + "\", which is no language; write \"en\", \"pt-BR\"");
    else if (std::ranges::find(seen, locale) != seen.end())
      section.problem("locales", "names \"" + locale + "\" twice; remove one");
    seen.push_back(locale);
  }
  if (site.locales.empty()) {
    section.problem("locales", "is empty; write at least one: [\"en\"]");
    site.locales = {"en"};
  }
  site.default_locale = section.text("default_locale", site.locales.front());
  if (std::ranges::find(site.locales, site.default_locale) == site.locales.end()) {
    section.problem("default_locale",
                    "is \"" + site.default_locale + "\", which is not in site.locales; add it there");
    site.default_locale = site.locales.front();
  }
}

void read_synonyms(Section& section, Site& site) {
  const toml::node* node = section.node("synonyms");
  if (!node) return;
  const auto* groups = node->as_array();
  if (!groups) return section.problem("synonyms", "must be a list of lists: [[\"refund\", \"money back\"]]");
  std::size_t at = 0;
  for (const toml::node& group : *groups) {
    auto words = section.texts_of(group, "site.synonyms[" + std::to_string(at++) + "]");
    if (words.size() == 1)
      section.reading().problem(
          &group, "site.synonyms needs at least two words in a group; add one, or remove the group");
    if (words.size() > 1) site.synonyms.push_back(std::move(words));
  }
}

void read_site(Section section, Site& site) {
  site.name = section.text("name", site.name);
  if (trim(site.name).empty() || site.name.size() > 200)
    section.problem("name", "must be 1 to 200 bytes; write what customers call you");
  read_locales(section, site);
  site.time_zone = section.text("time_zone", site.time_zone);
  if (!is_time_zone(site.time_zone))
    section.problem("time_zone", "is \"" + site.time_zone +
                                     "\", which this system does not know; write \"Europe/Sofia\", \"UTC\"");
  site.accent = section.text("accent", site.accent);
  const auto accent = parse_colour(site.accent);
  if (!accent) section.problem("accent", "is not a colour; write \"#0b6e4f\"");
  if (accent && contrast(*accent, 0xFFFFFF) < 4.5)
    section.advice("accent", "is too light for white text on it (WCAG AA asks for 4.5); " +
                                 darkened_to(*accent, 4.5) + " is the nearest that is not");
  site.logo = section.text("logo", "");
  if (!site.logo.empty()) {
    if (!site.logo.starts_with('/')) site.logo = section.reading().folder + "/" + site.logo;
    if (!std::ifstream{site.logo}.good())
      section.problem("logo",
                      "names " + site.logo + ", which cannot be read; write the path of a picture file");
  }
  read_synonyms(section, site);
  section.finish();
}

void read_mail(Section section, Config& config) {
  config.mail_smtp = section.text("smtp", "");
  config.mail_from = section.text("from", "");
  const bool known = config.mail_smtp.starts_with("smtp://") || config.mail_smtp.starts_with("smtps://");
  if (!config.mail_smtp.empty() && !known)
    section.problem("smtp", "is not a mail server; write \"smtps://user:password@mail.example.com\"");
  if (!config.mail_from.empty() && !is_email(config.mail_from))
    section.problem("from", "is not an address; write \"help@example.com\"");
  if (config.mail_smtp.empty() != config.mail_from.empty())
    section.reading().problem(section.table(), config.mail_smtp.empty()
                                                   ? "mail.smtp is missing; write \"smtps://…\""
                                                   : "mail.from is missing; write \"help@example.com\"");
  section.finish();
}

// "mon" or "mon-fri" as day numbers; empty = neither.
std::vector<std::size_t> days_of(std::string_view text) {
  const auto day = [](std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(kDays, name) - std::begin(kDays));
  };
  const auto dash = text.find('-');
  const std::size_t from = day(text.substr(0, dash));
  const std::size_t to = dash == std::string_view::npos ? from : day(text.substr(dash + 1));
  std::vector<std::size_t> days;
  if (from < 7 && to < 7)
    for (std::size_t at = from;; at = (at + 1) % 7) {
      days.push_back(at);
      if (at == to) break;
    }
  return days;
}

std::vector<std::pair<int, int>> read_spans(Section& section, const std::string& key) {
  const toml::node* node = section.node(key);
  const auto texts = node->is_array()
                         ? section.texts_of(*node, section.dotted(key))
                         : std::vector{section.text_of(*node, section.dotted(key), "00:00-24:00")};
  std::vector<std::pair<int, int>> spans;
  for (const std::string& text : texts) {
    if (const auto span = parse_span(text)) {
      spans.push_back(*span);
    } else {
      section.problem(key, "is \"" + text + "\"; write \"09:00-18:00\", or a list of such spans");
    }
  }
  std::ranges::sort(spans);
  for (std::size_t i = 1; i < spans.size(); ++i)
    if (spans[i].first < spans[i - 1].second) section.problem(key, "has spans that overlap; join them");
  return spans;
}

void read_hours(Section section, Hours& hours) {
  hours.time_zone = section.text("time_zone", "");
  if (!hours.time_zone.empty() && !is_time_zone(hours.time_zone))
    section.problem("time_zone", "is \"" + hours.time_zone +
                                     "\", which this system does not know; write \"Europe/Sofia\"");
  hours.holidays = section.texts("holidays", {});
  for (const std::string& day : hours.holidays)
    if (!is_date(day)) section.problem("holidays", "has \"" + day + "\"; write a day as \"2026-12-25\"");
  for (const std::string& key : section.keys()) {
    const auto days = days_of(key);
    if (days.empty()) continue;
    const auto spans = read_spans(section, key);
    for (const std::size_t day : days)
      if (!hours.days.emplace(std::string{kDays[day]}, spans).second)
        section.problem(key, "sets " + std::string{kDays[day]} + " again; name each day once");
  }
  for (const auto day : kDays) section.node(day);
  section.node("mon-fri");
  section.finish();
}

void read_team(Section section, const std::string& name, Config& config) {
  Team& team = config.teams[name];
  team.members = section.texts("members", {});
  for (const std::string& member : team.members)
    if (!is_email(member))
      section.problem("members", "has \"" + member + "\"; write an agent's e-mail address");
  team.hours = section.text("hours", team.hours);
  if (team.hours != "default" && !config.hours.contains(team.hours))
    section.problem("hours",
                    "is \"" + team.hours + "\" and there is no [hours." + team.hours + "]" +
                        meant(team.hours, names_of(config.hours), "add it, or name one that is there"));
  section.finish();
}

void check_identity_key(Section& section, const std::string& key) {
  if (key.starts_with("hs256:")) {
    if (key.size() < 6 + 16)
      section.problem("identity_keys", "has an hs256 secret under 16 bytes; use 32 random bytes");
    else if (key.size() < 6 + 32)
      section.advice("identity_keys", "has an hs256 secret under 32 bytes; use 32 random bytes");
  } else if (!key.starts_with("ed25519:") || key.size() < 8 + 43) {
    section.problem("identity_keys",
                    "has a key of no known kind; write \"hs256:SECRET\" or \"ed25519:PUBLIC KEY\"");
  }
}

void read_inbox(Section section, const std::string& name, Config& config) {
  Inbox& inbox = config.inboxes[name];
  inbox.sites = section.texts("sites", {});
  for (const std::string& site : inbox.sites)
    if (!is_origin(site))
      section.problem("sites", "has \"" + site + "\"; write an origin: \"https://shop.example.com\"");
  inbox.team = section.text("team", "");
  if (!inbox.team.empty() && !config.teams.contains(inbox.team))
    section.problem("team",
                    "is \"" + inbox.team + "\" and there is no [team." + inbox.team + "]" +
                        meant(inbox.team, names_of(config.teams), "add it, or name one that is there"));
  inbox.reopen_days = static_cast<int>(section.integer("reopen_days", inbox.reopen_days, 0, 365));
  inbox.identity_keys = section.texts("identity_keys", {});
  for (const std::string& key : inbox.identity_keys) check_identity_key(section, key);
  section.finish();
}

std::vector<std::string> read_order(Section& section) {
  auto order = section.texts("order", {});
  std::vector<std::string> seen;
  for (const std::string& step : order) {
    if (!is_plugin_id(step)) section.problem("order", "has \"" + step + "\"; write the names of plugins");
    if (std::ranges::find(seen, step) != seen.end())
      section.problem("order", "names \"" + step + "\" twice; remove one");
    seen.push_back(step);
  }
  return order;
}

void read_pathways(Section section, Config& config) {
  config.pathways_order = read_order(section);
  Section reveal = section.section("reveal");
  for (const std::string& step : reveal.keys()) {
    if (std::ranges::find(config.pathways_order, step) == config.pathways_order.end())
      reveal.problem(step, "is not in pathways.order" +
                               meant(step, config.pathways_order, "add it there, or remove it here"));
    config.pathways_reveal[step] = reveal.choice(step, "always", {"always", "after_attempt", "after_no"});
  }
  section.finish();
}

}  // namespace

void read_site_tables(Section& root) {
  Config& config = root.reading().config;
  read_site(root.section("site"), config.site);
  read_mail(root.section("mail"), config);
  for (auto& [name, section] : root.section("hours").sections()) read_hours(section, config.hours[name]);
  for (auto& [name, section] : root.section("team").sections()) read_team(section, name, config);
  for (auto& [name, section] : root.section("inbox").sections()) read_inbox(section, name, config);
  read_pathways(root.section("pathways"), config);
  Section handoff = root.section("handoff");
  config.handoff_order = read_order(handoff);
  handoff.finish();
}

}  // namespace patchbay::config
