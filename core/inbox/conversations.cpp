#include "core/inbox/conversations.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/inbox/change_rows.hpp"
#include "core/inbox/conversations_state.hpp"
#include "core/inbox/inbox_migrations.hpp"
#include "core/inbox/message_store.hpp"
#include "core/inbox/person_store.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::size_t kLongestSubject = 300;

}  // namespace

void require_agent(const Principal& by, const char* what) {
  if (!by.is_agent()) throw Error{Code::denied, std::string{"only agents may "} + what};
}

std::string sender_of(const Principal& by, const std::string& instance) {
  switch (by.kind) {
    case Kind::visitor:
      if (by.session.empty()) throw Error{Code::denied, "writing needs a session"};
      return "visitor:" + by.session;
    case Kind::customer:
    case Kind::employee:
      return "person:" + by.id;
    case Kind::agent:
    case Kind::admin:
      return "agent:" + by.id;
    case Kind::system:
      break;
  }
  return instance.empty() ? "system" : "plugin:" + instance;
}

std::string channel_sender(const std::string& instance) {
  return "channel:" + instance;
}

Conversations::Conversations(store::Database& database, const Clock& clock, Directory& directory)
    : state_{std::make_unique<ConversationsState>(database, clock, directory)} {
  database.migrate("inbox", kMigrations);
}

Conversations::~Conversations() = default;

void Conversations::declare_part(const std::string& type,
                                 std::function<void(const json::object& part)> check) {
  const std::lock_guard lock{state_->mutex};
  state_->part_checks.insert_or_assign(type, std::move(check));
}

void Conversations::use_attachments(Attachments& attachments) {
  state_->attachments = &attachments;
}

void begin_conversation(store::Write& db, const ConversationsState& state, const Principal& by,
                        ConversationRow& row) {
  if (!state.directory.has_inbox(row.inbox))
    throw Error{Code::invalid, "there is no inbox \"" + cut_utf8(row.inbox, 60) + "\""};
  if (!contact_exists(db, row.contact)) throw Error{Code::not_found, "there is no such contact"};
  row.created_ms = row.updated_ms = state.clock.now_ms();
  row.id = make_ulid(row.created_ms);
  if (row.team.empty()) row.team = state.directory.team_of_inbox(row.inbox);
  insert_conversation(db, row);
  tell_changes(db, row, "conversation.created", by, {});
}

void reopen_conversation(store::Write& db, const Principal& by, ConversationRow& row) {
  const std::string before = row.status;
  if (before == "resolved") row.active = !find_active(db, row.contact, row.inbox);
  row.status = "open";
  row.resolved_ms = row.snoozed_ms = 0;
  tell_changes(db, row, "conversation.status_changed", by, {{"status", "open"}, {"was", before}});
}

json::object Conversations::open(const Principal& by, const std::string& contact, const std::string& inbox,
                                 const std::string& channel, const std::string& subject) {
  require_agent(by, "open conversations of others");
  const Reach reach = state_->reach(by);
  ConversationRow row;
  row.inbox = inbox.empty() ? "default" : inbox;
  row.contact = contact;
  row.channel = channel.empty() ? "web" : channel;
  row.subject = cut_utf8(to_valid_utf8(trim(subject)), kLongestSubject);
  json::object out;
  state_->database.write("inbox.open", [&](store::Write& db) {
    if (const auto active = find_active(db, contact, row.inbox)) {
      if (!may_see(db, *active, reach))
        throw Error{Code::denied,
                    "another team has conversation " + std::to_string(active->number) + " of this person"};
      out = shape_of(db, *active, true);
      return;
    }
    begin_conversation(db, *state_, by, row);
    update_conversation(db, row);
    out = shape_of(db, row, true);
  });
  return out;
}

json::object Conversations::get(const Principal& by, const std::string& conversation) {
  const Reach reach = state_->reach(by);
  json::object out;
  state_->database.read([&](store::Session& db) {
    const ConversationRow row = get_conversation(db, conversation, reach);
    out = shape_of(db, row, reach.is_agent());
    if (!reach.is_agent()) return;
    json::array merged;
    for (const std::string& one : merged_into(db, row.id)) merged.emplace_back(one);
    out["merged"] = std::move(merged);
  });
  return out;
}

Page Conversations::list(const Principal& by, const Filter& filter) {
  const Reach reach = state_->reach(by);
  Filter clean = filter;
  clean.limit = std::clamp(filter.limit, 1, 100);
  if (!reach.is_agent() && reach.contact.empty()) return {};
  if (!reach.is_agent())
    clean.assignee.clear(), clean.team.clear(), clean.label.clear(), clean.contact.clear();
  Page page;
  state_->database.read([&](store::Session& db) {
    const auto rows = list_conversations(db, reach, clean);
    for (const ConversationRow& row : rows) page.items.push_back(shape_of(db, row, reach.is_agent()));
    if (static_cast<int>(rows.size()) == clean.limit) page.next = cursor_after(rows.back(), clean.sort);
  });
  return page;
}

json::object Conversations::counts(const Principal& by) {
  require_agent(by, "count conversations");
  const Reach reach = state_->reach(by);
  json::object out;
  state_->database.read(
      [&](store::Session& db) { out = count_conversations(db, reach, state_->clock.now_ms()); });
  return out;
}

Page Conversations::messages(const Principal& by, const std::string& conversation, std::int64_t after,
                             std::int64_t before, int limit) {
  const Reach reach = state_->reach(by);
  const int most = std::clamp(limit, 1, 200);
  const std::string own = by.id.empty() && by.session.empty() ? std::string{} : sender_of(by, "");
  Page page;
  state_->database.read([&](store::Session& db) {
    const ConversationRow row = get_conversation(db, conversation, reach);
    const auto rows = list_messages(db, row.id, after, before, most, reach.is_agent());
    for (const MessageRow& message : rows)
      page.items.push_back(shape_of(message, message.sender == own, reach.is_agent()));
    const bool rises = after != 0 && before <= 0;
    if (static_cast<int>(rows.size()) == most)
      page.next = std::to_string(rises ? rows.back().seq : rows.front().seq);
  });
  return page;
}

std::vector<std::string> Conversations::check() {
  std::vector<std::string> problems;
  state_->database.read([&](store::Session& db) { problems = check_numbering(db); });
  return problems;
}

}  // namespace patchbay::inbox
