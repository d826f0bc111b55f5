// What channels bring from outside.
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/inbox/appending.hpp"
#include "core/inbox/contacts_state.hpp"
#include "core/inbox/person_store.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::size_t kLongestName = 200, kLargest = 4 << 20, kMostBlobs = 100, kLongestBody = 64 << 10;

struct Sender {
  std::string contact;
  bool answers = false;  // is the one the conversation is with
};

// Who wrote, as far as it can be known: an unverified address never finds the contact that holds it verified.
Sender find_sender(store::Session& db, const Identity& from, const std::optional<ConversationRow>& answered) {
  if (answered) {
    const auto root = root_of(db, answered->contact);
    if (root && claims(db, family_of(db, root->id), from)) return {answered->contact, true};
  }
  if (from.verified)
    if (const std::string holder = holder_of(db, from); !holder.empty())
      return {root_of(db, holder)->id, false};
  return {from.verified ? std::string{} : brought_by_channel(db, from), false};
}

// Where the message goes, inside its write: the conversation that is answered, or the sender's own.
void aim(store::Write& db, const ConversationsState& state, const Incoming& incoming, const Identity& from,
         Draft& draft) {
  auto answered = incoming.conversation.empty() ? std::nullopt : find_conversation(db, incoming.conversation);
  if (answered && answered->erased) answered.reset();
  Sender sender = find_sender(db, from, answered);
  if (sender.contact.empty()) {
    sender.contact = make_ulid(state.clock.now_ms());
    insert_contact(db, sender.contact, draft.inbox, "", state.clock.now_ms());
    ContactRow row = *find_contact(db, sender.contact);
    row.name = draft.author.name;
    update_contact(db, row, name_key_of(row.name));
    put_identity(db, sender.contact, from, state.clock.now_ms(), incoming.instance);
    tell_contact(db, "contact.created", sender.contact);
  }
  draft.contact = sender.contact;
  if (!answered) return;
  draft.conversation = answered->id;
  // Somebody else who got hold of the thread: agents read it, nobody is answered because of it.
  draft.note = !sender.answers;
  draft.author.id = sender.contact;
  if (draft.note)
    draft.author.name = (draft.author.name.empty() ? "" : draft.author.name + " ") + "<" + from.value + ">";
}

std::vector<std::string> keep_files(Attachments& attachments, const Incoming& incoming) {
  std::vector<std::string> ids;
  for (const Incoming::Blob& blob : incoming.blobs)
    ids.push_back(
        attachments.adopt(incoming.instance, blob.key, cut_utf8(to_valid_utf8(blob.name), kLongestName)));
  if (!incoming.html.empty()) ids.push_back(attachments.keep("message.html", "text/html", incoming.html));
  if (incoming.text.size() > kLongestBody)
    ids.push_back(attachments.keep("message.txt", "text/plain", incoming.text));
  return ids;
}

}  // namespace

Ack Conversations::ingest(const Incoming& incoming) {
  if (incoming.html.size() > kLargest || incoming.text.size() > kLargest ||
      incoming.blobs.size() > kMostBlobs)
    throw Error{Code::limit, "a message brings at most 4 MB of text and 100 files"};
  const Identity from = clean_identity(incoming.from);
  const Principal by = Principal::system();
  std::optional<Sent> before;
  state_->database.read([&](store::Session& db) {
    before = find_sent(db, channel_sender(incoming.instance), incoming.dedup_key);
  });
  if (before) return {"", before->conversation, before->id, before->seq, before->event, true, false};
  const bool has_files =
      !incoming.blobs.empty() || !incoming.html.empty() || incoming.text.size() > kLongestBody;
  if (has_files && state_->attachments == nullptr) throw Error{Code::unavailable, "nothing here keeps files"};
  Draft draft;
  draft.instance = incoming.instance;
  draft.dedup_key = incoming.dedup_key;
  draft.channel = cut_utf8(to_valid_utf8(incoming.channel), 40);
  draft.inbox = incoming.inbox;
  draft.subject = cut_utf8(to_valid_utf8(trim(incoming.subject)), 300);
  draft.body = cut_utf8(to_valid_utf8(incoming.text), kLongestBody);
  draft.parts = incoming.parts;
  draft.meta = incoming.meta;
  draft.author.kind = "visitor";
  draft.author.name = cut_utf8(to_valid_utf8(trim(incoming.name)), kLongestName);
  if (has_files) draft.attachments = keep_files(*state_->attachments, incoming);
  if (trim(draft.body).empty() && draft.attachments.empty() && draft.parts.empty()) draft.body = "(empty)";
  Appending one{*state_, by, std::move(draft)};
  state_->database.write("inbox.ingest", [&](store::Write& db) {
    aim(db, *state_, incoming, from, one.draft());
    one.run(db);
  });
  return one.ack();
}

}  // namespace patchbay::inbox
