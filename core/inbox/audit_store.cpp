#include "core/inbox/audit_store.hpp"

#include <boost/json/object.hpp>

#include "core/base/hash.hpp"
#include "core/base/text.hpp"

namespace patchbay::inbox {
namespace {

struct Action {
  std::int64_t at_ms = 0;
  std::string actor, kind, action, object, address;
};

std::string hash_of(const Action& action, const std::string& before) {
  Sha256 hash;
  for (const std::string& part : {before, std::to_string(action.at_ms), action.actor, action.kind,
                                  action.action, action.object, action.address}) {
    hash.add(std::to_string(part.size()) + ":");
    hash.add(part);
  }
  return hash.finish_hex();
}

}  // namespace

void note_action(store::Write& db, const Principal& by, std::string_view action, const std::string& object,
                 const std::string& address, std::int64_t now_ms) {
  const Action row{now_ms,
                   by.is_agent() && !by.email.empty() ? by.email : by.id,
                   std::string{name_of(by.kind)},
                   std::string{action},
                   cut_utf8(to_valid_utf8(object), 300),
                   cut_utf8(to_valid_utf8(address), 60)};
  std::string before;
  db.query("select hash from audit order by no desc limit 1", {}, [&](const store::Row& last) {
    before = last.text(0);
    return false;
  });
  db.run(
      "insert into audit (at_ms, actor, actor_kind, action, object, address, hash, before) values ($1, $2, "
      "$3, $4, $5, $6, $7, "
      "$8)",
      {row.at_ms, row.actor, row.kind, row.action, row.object, row.address, hash_of(row, before), before});
  const json::object told{
      {"action", row.action}, {"actor", by.id}, {"kind", row.kind}, {"object", row.object}};
  db.append({"audit.recorded", by.id, to_text(told), false});
}

std::vector<json::object> list_actions(store::Session& db, std::int64_t before, int limit) {
  std::vector<json::object> all;
  db.query(
      "select no, at_ms, actor, actor_kind, action, object, address from audit where no < $1 order by no "
      "desc limit $2",
      {before, std::int64_t{limit}}, [&](const store::Row& row) {
        all.push_back({{"no", row.integer(0)},
                       {"at", iso_time(row.integer(1))},
                       {"actor", row.text(2).empty() ? row.text(3) : row.text(2)},
                       {"action", row.text(4)},
                       {"object", row.text(5)},
                       {"address", row.text(6).empty() ? json::value(nullptr) : json::value(row.text(6))}});
        return true;
      });
  return all;
}

std::vector<std::string> check_actions(store::Session& db) {
  std::vector<std::string> problems;
  std::string before;
  std::int64_t number = 0;
  db.query(
      "select no, at_ms, actor, actor_kind, action, object, address, hash, before from audit order by no", {},
      [&](const store::Row& row) {
        const auto text = [&row](int column) { return std::string{row.text(column)}; };
        const std::string at = "the audit log's row " + std::to_string(row.integer(0));
        if (number != 0 && (text(8) != before || row.integer(0) != number + 1))
          problems.push_back(at + " does not follow the one before it: rows are missing");
        if (hash_of({row.integer(1), text(2), text(3), text(4), text(5), text(6)}, text(8)) != text(7))
          problems.push_back(at + " was changed");
        before = text(7);
        number = row.integer(0);
        return problems.size() < 20;
      });
  return problems;
}

void forget_actions(store::Write& db, std::int64_t before_ms, int limit) {
  db.run("delete from audit where no in (select no from audit where at_ms < $1 order by no limit $2)",
         {before_ms, std::int64_t{limit}});
}

}  // namespace patchbay::inbox
