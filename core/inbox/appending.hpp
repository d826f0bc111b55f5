#pragma once
// Messages on their way in. What can be decided before is decided on the caller's thread; the writer runs SQL
// and joins texts. Private to this room.
#include <string>
#include <vector>

#include "core/inbox/conversation_store.hpp"
#include "core/inbox/conversations_state.hpp"
#include "core/inbox/journey_store.hpp"
#include "core/inbox/message_store.hpp"

namespace patchbay::inbox {

// One message from its draft to its place. Shared by the caller, the write and its answer, which outlive each
// other in any order.
class Appending {
 public:
  struct Step {  // of the journey that led here
    JourneyEntry entry;
    std::string id, data, told;
  };

  Appending(const ConversationsState& state, const Principal& by, Draft draft);
  void run(store::Write& db);  // once
  const Ack& ack() const { return ack_; }
  Draft& draft() { return draft_; }  // until run(): where it goes, and who wrote it

 private:
  void check_author(const Principal& by);
  ConversationRow place(store::Write& db);
  ConversationRow begin(store::Write& db, const std::string& contact, const std::string& inbox);
  void reopen(store::Write& db, ConversationRow& row);
  void require_welcome(store::Write& db, const ConversationRow& row) const;
  void count(ConversationRow& row) const;
  std::string message_text() const;

  const ConversationsState& state_;
  const Principal by_;
  const Reach reach_;
  const std::int64_t now_;
  Draft draft_;
  MessageRow message_;
  std::string body_json_;
  std::vector<Step> journey_;
  Ack ack_;
};

}  // namespace patchbay::inbox
