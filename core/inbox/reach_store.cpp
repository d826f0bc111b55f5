#include <algorithm>

#include "core/inbox/reach.hpp"

namespace patchbay::inbox {
namespace {

constexpr int kDeepest = 64;  // merges of merges; circles cannot be made

}  // namespace

bool Reach::covers(const std::string& team, const std::string& assignee) const {
  if (kind == Kind::everything) return true;
  return kind == Kind::teams &&
         (team.empty() || assignee == agent || std::binary_search(teams.begin(), teams.end(), team));
}

Reach reach_of(const Principal& by, const Directory& directory) {
  Reach reach;
  if (by.kind == inbox::Kind::admin || by.kind == inbox::Kind::system) {
    reach.kind = Reach::Kind::everything;
    reach.agent = by.id;
  } else if (by.kind == inbox::Kind::agent) {
    reach.kind = Reach::Kind::teams;
    reach.teams = directory.teams_of(by);
    reach.agent = by.id;
  } else {
    reach.contact = by.contact;
  }
  return reach;
}

Sql& Sql::add(std::string_view part, std::initializer_list<store::Value> values) {
  auto value = values.begin();
  for (const char c : part) {
    if (c != '?') {
      text_ += c;
      continue;
    }
    values_.push_back(*value++);
    text_ += '$' + std::to_string(values_.size());
  }
  return *this;
}

Sql& Sql::add_in(std::string_view column, const std::vector<std::string>& values) {
  text_.append(" and ").append(column);
  if (values.empty()) {
    text_ += " is null";
    return *this;
  }
  text_ += " in (";
  for (const std::string& value : values) add(&value == values.data() ? "?" : ", ?", {value});
  text_ += ')';
  return *this;
}

std::vector<std::string> family_of(store::Session& db, const std::string& contact) {
  std::vector<std::string> family = {contact};
  if (contact.empty()) return family;
  for (std::size_t at = 0; at < family.size() && family.size() < 1000; ++at) {
    const std::string of = family[at];
    db.query("select id from contacts where merged_into = $1 and merged_into <> ''", {of},
             [&](const store::Row& row) {
               family.emplace_back(row.text(0));
               return true;
             });
  }
  return family;
}

std::vector<std::string> above(store::Session& db, const std::string& merged_into) {
  std::vector<std::string> all;
  for (std::string next = merged_into; !next.empty() && all.size() < kDeepest;) {
    all.push_back(next);
    std::string further;
    db.query("select merged_into from contacts where id = $1", {next}, [&](const store::Row& row) {
      further = row.text(0);
      return false;
    });
    next = further;
  }
  return all;
}

void narrow(Sql& sql, const Reach& reach, const std::vector<std::string>& family) {
  if (reach.kind == Reach::Kind::everything) return;
  if (reach.kind == Reach::Kind::contact) {
    sql.add_in("c.contact", family);
    return;
  }
  sql.add(" and (c.team = '' or c.assignee = ?", {reach.agent});
  for (const std::string& team : reach.teams) sql.add(" or c.team = ?", {team});
  sql.add(")");
}

}  // namespace patchbay::inbox
