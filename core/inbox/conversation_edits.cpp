// What agents do with a conversation: status, assignment, labels and the rest; every member that differs is
// one change.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/inbox/agent_store.hpp"
#include "core/inbox/change_rows.hpp"
#include "core/inbox/conversations_state.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::size_t kLongestSubject = 300, kLongestLabel = 60, kMostLabels = 20;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

std::string one_line(const std::string& text, std::size_t most, const char* what) {
  std::string clean{trim(text)};
  if (clean.size() > most || !is_utf8(clean) ||
      std::ranges::any_of(clean, [](char c) { return c >= 0 && c < 0x20; }))
    throw Error{Code::invalid,
                std::string{what} + " is one line of at most " + std::to_string(most) + " bytes"};
  return clean;
}

std::string clean_label(const std::string& label) {
  std::string clean = one_line(label, kLongestLabel, "a label");
  if (clean.empty()) throw Error{Code::invalid, "a label has a name"};
  return clean;
}

std::vector<std::string> clean_labels(const std::vector<std::string>& labels) {
  std::vector<std::string> clean;
  for (const std::string& label : labels) {
    clean.push_back(clean_label(label));
  }
  std::ranges::sort(clean);
  clean.erase(std::unique(clean.begin(), clean.end()), clean.end());
  if (clean.size() > kMostLabels) throw Error{Code::invalid, "a conversation has at most 20 labels"};
  return clean;
}

void check_edit(const Edit& edit, std::int64_t now) {
  if (edit.status && *edit.status != "open" && *edit.status != "pending" && *edit.status != "snoozed" &&
      *edit.status != "resolved")
    throw Error{Code::invalid, "a status is open, pending, snoozed or resolved"};
  if (edit.status == "snoozed" && edit.snoozed_until_ms.value_or(0) <= now)
    throw Error{Code::invalid, "say until when: snoozed_until is a time to come"};
  if (edit.priority && !edit.priority->empty() && *edit.priority != "low" && *edit.priority != "medium" &&
      *edit.priority != "high" && *edit.priority != "urgent")
    throw Error{Code::invalid, "a priority is low, medium, high or urgent"};
  if (edit.due_ms && *edit.due_ms < 0)
    throw Error{Code::invalid, "a conversation is due at a time, or never"};
}

// One edit inside its write.
class Editing {
 public:
  Editing(store::Write& db, const ConversationsState& state, const Principal& by, ConversationRow& row)
      : db_{db}, state_{state}, by_{by}, row_{row}, now_{state.clock.now_ms()} {}

  void apply(const Edit& edit) {
    if (edit.team && *edit.team != row_.team) set_team(*edit.team);
    if (edit.assignee && *edit.assignee != row_.assignee) set_assignee(*edit.assignee);
    if (edit.status) set_status(*edit.status, edit.snoozed_until_ms.value_or(0));
    set(row_.subject,
        edit.subject ? std::optional{one_line(*edit.subject, kLongestSubject, "a subject")} : std::nullopt,
        "subject");
    set(row_.priority, edit.priority, "priority");
    if (edit.due_ms && *edit.due_ms != row_.due_ms) {
      row_.due_ms = *edit.due_ms;
      tell("conversation.updated",
           {{"due_at", row_.due_ms == 0 ? json::value(nullptr) : json::value(iso_time(row_.due_ms))}});
    }
    if (edit.labels) set_labels(clean_labels(*edit.labels));
    update_conversation(db_, row_);
  }

 private:
  void tell(const std::string& topic, const json::object& changes) {
    row_.updated_ms = std::max(row_.updated_ms, now_);
    tell_changes(db_, row_, topic, by_, changes);
  }

  void set(std::string& member, const std::optional<std::string>& value, std::string_view name) {
    if (!value || *value == member) return;
    member = *value;
    tell("conversation.updated", {{name, text_or_null(member)}});
  }

  void set_team(const std::string& team) {
    if (!team.empty() && !state_.directory.has_team(team))
      throw Error{Code::invalid, "there is no team \"" + cut_utf8(team, 60) + "\""};
    const std::string before = std::exchange(row_.team, team);
    row_.updated_ms = std::max(row_.updated_ms, now_);
    tell_team(db_, row_, by_, before);
    if (!row_.assignee.empty() && !team.empty() && !is_welcome(row_.assignee)) set_assignee("");
  }

  void set_assignee(const std::string& agent) {
    if (!agent.empty()) {
      const auto found = find_agent_by_id(db_, agent);
      if (!found || !found->agent.enabled) throw Error{Code::invalid, "there is no such agent"};
      if (!is_welcome(agent))
        throw Error{Code::invalid, found->agent.name + " is not a member of the team " + row_.team};
    }
    const std::string before = std::exchange(row_.assignee, agent);
    row_.updated_ms = std::max(row_.updated_ms, now_);
    tell_assignee(db_, row_, by_, before);
  }

  // Whether the agent may have conversations of the conversation's team.
  bool is_welcome(const std::string& agent) const {
    const auto found = find_agent_by_id(db_, agent);
    if (!found || row_.team.empty() || found->agent.role == Kind::admin) return found.has_value();
    Principal member;
    member.email = found->agent.email;
    return state_.directory.is_member(member, row_.team);
  }

  void set_status(const std::string& status, std::int64_t until) {
    const std::string before = row_.status;
    if (status == before && (status != "snoozed" || until == row_.snoozed_ms)) return;
    if (before == "resolved") {
      if (const auto other = find_active(db_, row_.contact, row_.inbox))
        throw Error{
            Code::conflict,
            "conversation " + std::to_string(other->number) +
                " of the same person is under way: merge this one into it, or resolve that one first"};
      row_.active = true;
    }
    row_.status = status;
    row_.snoozed_ms = status == "snoozed" ? until : 0;
    row_.resolved_ms = status == "resolved" ? now_ : 0;
    if (status == "resolved") {
      row_.active = false;
      row_.waiting_ms = 0;
      row_.unread = 0;
      row_.agent_seq = row_.last_seq;
    }
    json::object changes{{"status", status}, {"was", before}};
    if (status == "snoozed") changes["snoozed_until"] = iso_time(until);
    tell("conversation.status_changed", changes);
    if (status == "resolved") close_handoff(db_, row_);
  }

  void set_labels(const std::vector<std::string>& labels) {
    if (labels == labels_of(db_, row_.id)) return;
    put_labels(db_, row_.id, labels);
    json::array list(labels.begin(), labels.end());
    tell("conversation.updated", {{"labels", std::move(list)}});
  }

  store::Write& db_;
  const ConversationsState& state_;
  const Principal& by_;
  ConversationRow& row_;
  const std::int64_t now_;
};

}  // namespace

json::object Conversations::edit(const Principal& by, const std::string& conversation, const Edit& edit) {
  const Reach reach = state_->reach(by);
  check_edit(edit, state_->clock.now_ms());
  json::object out;
  state_->database.write("inbox.edit", [&](store::Write& db) {
    ConversationRow row = get_conversation(db, conversation, reach);
    require_agent(by, "change conversations");
    if (row.erased) throw Error{Code::gone, "this conversation was erased"};
    Editing{db, *state_, by, row}.apply(edit);
    out = shape_of(db, row, true);
  });
  return out;
}

int Conversations::wake_snoozed() {
  const std::int64_t now = state_->clock.now_ms();
  std::vector<std::string> due;
  state_->database.read([&](store::Session& db) { due = snoozed_until(db, now, 500); });
  int woken = 0;
  for (const std::string& id : due)
    state_->database.write("inbox.wake", [&](store::Write& db) {
      auto row = find_conversation(db, id);
      if (!row || row->status != "snoozed" || row->snoozed_ms > now) return;
      row->updated_ms = std::max(row->updated_ms, now);
      reopen_conversation(db, Principal::system(), *row);
      update_conversation(db, *row);
      ++woken;
    });
  return woken;
}

}  // namespace patchbay::inbox
