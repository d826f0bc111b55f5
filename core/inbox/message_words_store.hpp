#pragma once
// Messages in the table of words. Besides its words a row has marks: whose it is, and that it is a private
// note. Private to this room.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/store/database.hpp"
#include "core/store/word_table.hpp"

namespace patchbay::inbox {

struct MessageToIndex {
  std::int64_t no = 0;
  bool again = false;  // it was there before
  std::string contact, locale, body, words;
  bool note = false;
};
// The next ones, oldest first; what changed comes after what is new.
std::vector<MessageToIndex> messages_to_index(store::Session& db, int limit);
std::string marks_of(const MessageToIndex& message);  // with a space behind
void put_words(store::Write& db, const std::vector<MessageToIndex>& messages);
void begin_index_anew(store::Write& db);
void index_again(store::Write& db, const std::string& conversation, std::int64_t seq);
void forget_words(store::Write& db, const std::string& conversation);

// Only messages of these contacts that are no notes.
void narrow_to(store::WordQuery& query, const std::vector<std::string>& contacts);
void find_words(store::Session& db, const store::WordQuery& query, std::int64_t before,
                const std::function<bool(std::int64_t no)>& each);

struct FoundMessage {
  std::string id, conversation, body, team, assignee, contact, name, locale;
  std::int64_t seq = 0, at_ms = 0, number = 0;
};
std::optional<FoundMessage> find_numbered(store::Session& db, std::int64_t no);

}  // namespace patchbay::inbox
