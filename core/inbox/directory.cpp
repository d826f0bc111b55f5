#include "core/inbox/directory.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/inbox/opening_hours.hpp"

namespace patchbay::inbox {
namespace {

bool has_member(const config::Team& team, const std::string& email) {
  return std::any_of(team.members.begin(), team.members.end(),
                     [&email](const std::string& member) { return lower_ascii(member) == email; });
}

}  // namespace

Directory::Directory(const config::Config& config) {
  apply(config);
}

void Directory::apply(const config::Config& config) {
  const std::lock_guard lock{mutex_};
  teams_ = config.teams;
  hours_ = config.hours;
  inboxes_ = config.inboxes;
  time_zone_ = config.site.time_zone;
  locales_ = {config.site.default_locale};
  for (const std::string& locale : config.site.locales)
    if (locale != config.site.default_locale) locales_.push_back(locale);
}

std::vector<std::string> Directory::teams() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> names;
  for (const auto& [name, team] : teams_) names.push_back(name);
  return names;
}

std::vector<std::string> Directory::inboxes() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> names;
  if (!inboxes_.contains("default")) names.emplace_back("default");
  for (const auto& [name, inbox] : inboxes_) names.push_back(name);
  return names;
}

std::vector<std::string> Directory::locales() const {
  const std::lock_guard lock{mutex_};
  return locales_;
}

std::vector<std::string> Directory::teams_of(const Principal& agent) const {
  std::vector<std::string> teams;
  if (agent.email.empty()) return teams;
  const std::lock_guard lock{mutex_};
  for (const auto& [name, team] : teams_)
    if (has_member(team, agent.email)) teams.push_back(name);
  return teams;
}

bool Directory::is_member(const Principal& agent, const std::string& team) const {
  if (agent.email.empty()) return false;
  const std::lock_guard lock{mutex_};
  const auto found = teams_.find(team);
  return found != teams_.end() && has_member(found->second, agent.email);
}

std::string Directory::team_of_inbox(const std::string& inbox) const {
  const std::lock_guard lock{mutex_};
  const auto found = inboxes_.find(inbox);
  return found == inboxes_.end() ? std::string{} : found->second.team;
}

bool Directory::has_inbox(const std::string& inbox) const {
  const std::lock_guard lock{mutex_};
  return inbox == "default" || inboxes_.contains(inbox);
}

bool Directory::has_team(const std::string& team) const {
  const std::lock_guard lock{mutex_};
  return teams_.contains(team);
}

int Directory::reopen_days(const std::string& inbox) const {
  const std::lock_guard lock{mutex_};
  const auto found = inboxes_.find(inbox);
  return found == inboxes_.end() ? config::Inbox{}.reopen_days : found->second.reopen_days;
}

std::optional<Directory::Kept> Directory::hours_of(const std::string& team) const {
  const std::lock_guard lock{mutex_};
  const auto found = teams_.find(team);
  const auto hours = hours_.find(found == teams_.end() ? "default" : found->second.hours);
  if (hours == hours_.end()) return std::nullopt;
  return Kept{hours->second, hours->second.time_zone.empty() ? time_zone_ : hours->second.time_zone};
}

bool Directory::is_open(const std::string& team, std::int64_t at_ms) const {
  const auto kept = hours_of(team);
  return !kept || inbox::is_open(kept->hours, kept->time_zone, at_ms);
}

std::optional<std::int64_t> Directory::opens_at(const std::string& team, std::int64_t at_ms) const {
  const auto kept = hours_of(team);
  return kept ? inbox::opens_at(kept->hours, kept->time_zone, at_ms) : at_ms;
}

}  // namespace patchbay::inbox
