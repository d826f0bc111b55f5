#pragma once
// Conversations and their messages: one person, one timeline, nothing acknowledged is lost.
//
// Everything is decided inside the write that stores it, and every change appends one row to the change log
// in the same transaction; what it says is the frame watchers get (core/gateway/live). A message is
// acknowledged after its commit. Every query takes a Principal: what it may not see is Error{not_found}, what
// it may see but not do is Error{denied}.
//   visitor, customer, employee   their own contact's conversations, never private notes
//   agent                         conversations without a team, of a team of theirs, or assigned to them
//   admin, system                 all
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/json.hpp"
#include "core/inbox/attachments.hpp"
#include "core/inbox/principal.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct Author {
  std::string kind;  // "visitor", "agent", "bot", "system"
  std::string id, name, avatar;
};

struct Identity {
  std::string kind;  // "email", "phone", "external", "visitor"
  std::string value;
  bool verified = false;
};

// A message on its way in.
struct Draft {
  std::string cmid;  // 1…64 of [A-Za-z0-9_-]; unique per sender for ever: the same one gives the same Ack
  std::string conversation;  // empty: the contact's active one, a reopened one or a new one
  std::string contact;       // whose, where an agent, a channel or a plugin opens it; empty = the principal's
  std::string inbox;         // of a new one; empty = the principal's, else "default"
  std::string channel = "web";
  std::string body;                      // plain text; visitors' is never markup
  json::array parts;                     // checked: text, file, choices, form or declared by a plugin
  std::vector<std::string> attachments;  // upload ids; become "file" parts
  bool note = false;                     // private: agents only
  Author author;          // empty kind = the principal; a plugin may speak as "bot" or "system"
  std::string instance;   // the plugin instance that speaks or brings it; for Kind::system only
  std::string dedup_key;  // of a channel: (sender = instance, dedup_key) instead of cmid; at most 500 bytes
  json::object meta;      // of a channel: for agents to see; at most 4 KB
  json::array journey;    // what the browser kept until now; at most 50 entries
  std::string subject;    // of a new conversation
};

struct Ack {
  std::string cmid, conversation, id;
  std::int64_t seq = 0, event = 0;
  bool repeated =
      false;  // this cmid was there already, with the same content; another content: Error{conflict}
  bool opened = false;  // the conversation is new, or was reopened
};

// What a list shows; empty members do not filter.
struct Filter {
  std::string status;    // "open", "pending", "snoozed", "resolved", "all"; empty = "open"
  std::string assignee;  // "me", "none" or an agent's id
  std::string team, inbox, label, contact, channel;
  std::string sort = "latest";  // or "due", "waiting"
  std::string cursor;
  int limit = 25;  // 1…100
};

struct Page {
  std::vector<json::object> items;
  std::string next;  // empty = the end
};

// What may be changed about a conversation; unset members stay. Each that differs is one change-log row.
struct Edit {
  std::optional<std::string> status;  // "snoozed" needs snoozed_until_ms
  std::optional<std::int64_t> snoozed_until_ms;
  std::optional<std::string> assignee;  // agent's id; "" = nobody
  std::optional<std::string> team;      // "" = none
  std::optional<std::string> subject, priority;
  std::optional<std::int64_t> due_ms;              // 0 = none
  std::optional<std::vector<std::string>> labels;  // the whole list
};

// A message that a channel brings from outside.
struct Incoming {
  std::string channel, instance, dedup_key;  // the same dedup_key of an instance is the same message
  Identity from;     // verified: the channel proved it (for mail: aligned DKIM or SPF)
  std::string name;  // as the sender writes it
  std::string
      conversation;  // the channel's proof that the sender answers this one; others only get a note in
  std::string inbox, subject, text, html;  // html is kept as a file
  json::array parts;
  struct Blob {
    std::string key, name;  // of the instance's own blobs
  };
  std::vector<Blob> blobs;
  json::object meta;  // for agents to see; at most 4 KB
};

struct ConversationsState;  // private to this room
class Directory;            // teams, hours and agents' capacity from configuration (directory.hpp)

// JSON shapes are those of docs/api/conversations.md, the same in REST, WebSocket and the bus.
class Conversations {
 public:
  Conversations(store::Database& database, const Clock& clock, Directory& directory);
  ~Conversations();

  // Parts plugins add. `check` throws Error{invalid} for one that does not fit.
  void declare_part(const std::string& type, std::function<void(const json::object& part)> check);
  // Where attached files are. Set before there are messages.
  void use_attachments(Attachments& attachments);

  // Stores the message. `done` runs on the writer's thread after the commit; it must be cheap. Thrown at
  // once: Error{invalid} for a draft that cannot be, Error{limit} when the writer's queue is full. Everything
  // else comes through `done`.
  using Acked = std::function<void(const Ack&, std::exception_ptr)>;
  void append_later(const Principal& by, Draft draft, Acked done);
  Ack append(const Principal& by, Draft draft);  // waits for the commit
  // Finds the contact and the conversation of what came from outside, or makes them, and stores it: all in
  // one write.
  Ack ingest(const Incoming& incoming);

  // The contact's active conversation in this inbox; where there is none, a new and empty one (agents,
  // plugins). The message comes after.
  json::object open(const Principal& by, const std::string& contact, const std::string& inbox,
                    const std::string& channel, const std::string& subject);
  json::object get(const Principal& by, const std::string& conversation);  // an id, or its number
  Page list(const Principal& by, const Filter& filter);
  // {"mine","unassigned","all","by_channel":{…},"by_team":{…},"snoozed","due"}: open ones, as far as `by` may
  // see them.
  json::object counts(const Principal& by);
  // In order of seq: after < seq, before > seq (0 = no bound). With only `before` or neither, the newest
  // `limit`; after -1 = from the first.
  Page messages(const Principal& by, const std::string& conversation, std::int64_t after, std::int64_t before,
                int limit);
  // Newest first, under the rights of `by`:
  // {"conversation","number","message","seq","at","snippet","contact"}.
  Page search(const Principal& by, const std::string& text, const std::string& cursor, int limit);

  json::object edit(const Principal& by, const std::string& conversation, const Edit& edit);
  // The body of one's own message, or its delivery state (channels): one message_updated.
  json::object update_message(const Principal& by, const std::string& conversation, std::int64_t seq,
                              const json::object& changes);
  // Writes merged_into and moves nothing; reads follow it. undo = as if it had not been.
  json::object merge(const Principal& by, const std::string& conversation, const std::string& into);
  json::object unmerge(const Principal& by, const std::string& conversation);
  // A new conversation that quotes this one's messages from `seq` on by reference.
  json::object split(const Principal& by, const std::string& conversation, std::int64_t seq);
  // state "delivered" or "read"; stored, the newest wins, an older one changes nothing.
  void seen(const Principal& by, const std::string& conversation, std::int64_t seq, const std::string& state);

  // What core/inbox/keeper calls now and then. Opens those whose time has come; how many.
  int wake_snoozed();
  // Takes the next messages that search() does not find yet; how many. 0 = it finds all.
  int index_messages();
  void reindex_messages();  // all of them anew
  // For `patchbay check`: every conversation whose messages are not numbered 1, 2, 3 …, in words.
  std::vector<std::string> check();

  // The change log as `by` may see it: changes after `event`, oldest first, at most `limit` rows looked at;
  // each is a frame with "event". `reached` = where to go on. nullopt: the log no longer reaches back to
  // `event` (reload and go on from last_event()).
  struct Changes {
    std::vector<json::object> frames;
    std::int64_t reached = 0;
  };
  std::optional<Changes> changes(const Principal& by, std::int64_t event, int limit);

  // Whether `by` hears of a change, and the frame it gets. Called for each change and each watcher: no store,
  // no lock held long. nullopt = not for `by`.
  struct Heard {  // a change, read once for all watchers
    std::int64_t event = 0;
    std::string topic, conversation, contact, inbox, team, assignee;
    std::string was_team, was_assignee;  // who could see it until now hears that it went
    std::vector<std::string> above;      // the contacts `contact` was merged into
    bool note = false, was_anyones = false;
    std::string for_agents,
        for_contact;  // frames as text; empty = none. File parts have no url yet: it is signed when sent
  };
  static std::optional<Heard> read_change(
      const store::LoggedChange& change);  // nullopt: nobody watches this topic
  bool may_hear(const Principal& by, const Heard& heard) const;

 private:
  std::unique_ptr<ConversationsState> state_;
};

}  // namespace patchbay::inbox
