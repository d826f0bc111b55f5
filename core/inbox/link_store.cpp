#include "core/inbox/link_store.hpp"

#include <algorithm>
#include <utility>

#include "core/base/error.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::pair<Purpose, std::string_view> kNames[] = {{Purpose::set_password, "set_password"},
                                                           {Purpose::first_admin, "first_admin"},
                                                           {Purpose::sign_in, "sign_in"},
                                                           {Purpose::second_step, "second_step"},
                                                           {Purpose::confirm_email, "confirm_email"}};

std::string_view name_of(Purpose purpose) {
  return std::ranges::find(kNames, purpose, &std::pair<Purpose, std::string_view>::first)->second;
}

// Error{internal} for one a newer program wrote.
LinkRow read_row(const store::Row& row) {
  const auto known = std::ranges::find(kNames, row.text(0), &std::pair<Purpose, std::string_view>::second);
  if (known == std::end(kNames)) throw Error{Code::internal, "a one-time link of a purpose that is not known"};
  return {known->first, std::string{row.text(1)}};
}

}  // namespace

void insert_link(store::Write& db, const std::string& hash, const LinkRow& link, std::int64_t now_ms,
                 std::int64_t expires_ms) {
  db.run("delete from one_time_links where expires_ms <= $1", {now_ms});
  db.run("delete from one_time_links where subject = $1 and purpose = $2",
         {link.subject, name_of(link.purpose)});
  db.run(
      "insert into one_time_links (hash, purpose, subject, made_ms, expires_ms) values ($1, $2, $3, $4, $5)",
      {hash, name_of(link.purpose), link.subject, now_ms, expires_ms});
}

std::optional<LinkRow> find_link(store::Session& db, const std::string& hash, std::int64_t now_ms) {
  std::optional<LinkRow> found;
  db.query("select purpose, subject from one_time_links where hash = $1 and expires_ms > $2", {hash, now_ms},
           [&](const store::Row& row) {
             found = read_row(row);
             return false;
           });
  return found;
}

LinkRow take_link(store::Write& db, const std::string& hash, std::int64_t now_ms) {
  std::optional<LinkRow> taken;
  db.query("delete from one_time_links where hash = $1 and expires_ms > $2 returning purpose, subject",
           {hash, now_ms}, [&](const store::Row& row) {
             taken = read_row(row);
             return true;
           });
  if (!taken) throw Error{Code::not_found, "this link was used already or is too old; ask for a new one"};
  return *taken;
}

void remove_links_of(store::Write& db, const std::string& subject) {
  const std::string with_address = subject + " %";  // of a contact: with the address it is to confirm
  db.run("delete from one_time_links where subject = $1 or subject like $2", {subject, with_address});
}

}  // namespace patchbay::inbox
