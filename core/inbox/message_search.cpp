// Finding messages by their words.
#include <algorithm>
#include <boost/json/object.hpp>
#include <charconv>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/inbox/conversations_state.hpp"
#include "core/inbox/message_words_store.hpp"

namespace patchbay::inbox {
namespace {

constexpr int kMostLookedAt = 3000;  // of those that match, before the page ends for lack of rights
constexpr int kIndexedAtOnce = 100;

std::int64_t place_of(const std::string& cursor) {
  if (cursor.empty()) return std::numeric_limits<std::int64_t>::max();
  std::int64_t place = 0;
  const auto read = std::from_chars(cursor.data(), cursor.data() + cursor.size(), place);
  if (read.ec != std::errc{} || read.ptr != cursor.data() + cursor.size() || place <= 0)
    throw Error{Code::invalid, "the cursor is not one of this list"};
  return place;
}

}  // namespace

Page Conversations::search(const Principal& by, const std::string& text, const std::string& cursor,
                           int limit) {
  const Reach reach = state_->reach(by);
  const std::int64_t before = place_of(cursor);
  const auto most = static_cast<std::size_t>(std::clamp(limit, 1, 100));
  const auto locales = state_->directory.locales();
  search::MessageText::Asked asked = state_->words.asked(text, locales);
  Page page;
  if (asked.query.words.empty() || (!reach.is_agent() && reach.contact.empty())) return page;
  state_->database.read([&](store::Session& db) {
    if (!reach.is_agent()) narrow_to(asked.query, family_of(db, reach.contact));
    int looked_at = 0;
    std::int64_t last = 0;
    find_words(db, asked.query, before, [&](std::int64_t no) {
      if (page.items.size() == most || looked_at == kMostLookedAt) {
        page.next = std::to_string(last);
        return false;
      }
      ++looked_at;
      last = no;
      const auto found = find_numbered(db, no);
      if (!found || (reach.is_agent() && !reach.covers(found->team, found->assignee))) return true;
      page.items.push_back({{"conversation", found->conversation},
                            {"number", found->number},
                            {"message", found->id},
                            {"seq", found->seq},
                            {"at", iso_time(found->at_ms)},
                            {"snippet", state_->words.snippet(found->body, found->locale, asked.highlight)},
                            {"contact", {{"id", found->contact}, {"name", found->name}}}});
      return true;
    });
  });
  return page;
}

int Conversations::index_messages() {
  std::vector<MessageToIndex> messages;
  state_->database.read([&](store::Session& db) { messages = messages_to_index(db, kIndexedAtOnce); });
  if (messages.empty()) return 0;
  const std::string usual = state_->directory.locales().front();
  for (MessageToIndex& one : messages)
    one.words = marks_of(one) + state_->words.words(one.body, one.locale.empty() ? usual : one.locale);
  state_->database.write(
      "inbox.index", [&](store::Write& db) { put_words(db, messages); }, store::Lane::bulk);
  return static_cast<int>(messages.size());
}

void Conversations::reindex_messages() {
  state_->database.write("inbox.reindex", [](store::Write& db) { begin_index_anew(db); });
  while (index_messages() > 0) {
  }
}

}  // namespace patchbay::inbox
