#pragma once
// Teams, hours, inboxes and who is on duty: what configuration and agents' presence say. [any thread]
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/config/config.hpp"
#include "core/inbox/principal.hpp"

namespace patchbay::inbox {

class Directory {
 public:
  explicit Directory(const config::Config& config);
  void apply(const config::Config& config);  // after a reload

  std::vector<std::string> teams() const;  // every team's name, and every inbox's with "default"
  std::vector<std::string> inboxes() const;
  std::vector<std::string> locales() const;                         // the site's, the default one first
  std::vector<std::string> teams_of(const Principal& agent) const;  // by e-mail of [team.x] members
  bool is_member(const Principal& agent, const std::string& team) const;
  std::string team_of_inbox(const std::string& inbox) const;  // empty = none
  bool has_inbox(const std::string& inbox) const;             // "default" always
  bool has_team(const std::string& team) const;
  int reopen_days(const std::string& inbox) const;

  // Whether the team's hours are open at `at_ms`; no hours configured = always. The site's time zone unless
  // the hours name one.
  bool is_open(const std::string& team, std::int64_t at_ms) const;
  // When they open next, at or after `at_ms`; nullopt = never (no hours in the next 60 days).
  std::optional<std::int64_t> opens_at(const std::string& team, std::int64_t at_ms) const;

 private:
  struct Kept {
    config::Hours hours;
    std::string time_zone;
  };
  std::optional<Kept> hours_of(const std::string& team) const;

  mutable std::mutex mutex_;  // guards what follows
  std::map<std::string, config::Team> teams_;
  std::map<std::string, config::Hours> hours_;
  std::map<std::string, config::Inbox> inboxes_;
  std::string time_zone_;
  std::vector<std::string> locales_;
};

}  // namespace patchbay::inbox
