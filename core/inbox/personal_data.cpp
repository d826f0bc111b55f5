// What the law asks for: everything kept about somebody, given out or taken away.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/inbox/contact_store.hpp"
#include "core/inbox/conversation_store.hpp"
#include "core/inbox/inbox_state.hpp"
#include "core/inbox/journey_store.hpp"
#include "core/inbox/link_store.hpp"
#include "core/inbox/message_store.hpp"
#include "core/inbox/person_store.hpp"
#include "core/inbox/personal_data_store.hpp"

namespace patchbay::inbox {
namespace {

constexpr int kMostEntries = 10000, kMessagesAtOnce = 200;
constexpr std::int64_t kPlacesAtOnce = 5000;

// Everybody who is the same as `who`.
struct Subject {
  std::vector<std::string> contacts;  // the one others were merged into first
  std::vector<Person> persons;
};

Subject find_subject(store::Session& db, const std::string& given) {
  const std::string who{trim(given)};
  std::string contact;
  if (const auto person = find_person(db, who)) contact = person->contact;
  if (contact.empty() && contact_exists(db, who)) contact = who;
  if (contact.empty()) contact = only_claimant(db, lower_ascii(who));
  const auto root = contact.empty() ? std::nullopt : root_of(db, contact);
  if (!root)
    throw Error{Code::not_found, "nobody is known as " + cut_utf8(to_valid_utf8(who), 80) +
                                     "; give an id or an e-mail address that only one has"};
  Subject subject{family_of(db, root->id), {}};
  for (const std::string& one : subject.contacts)
    if (auto person = find_person_of(db, one)) subject.persons.push_back(*std::move(person));
  return subject;
}

json::array journey_json(store::Session& db, const std::string& contact) {
  json::array out;
  for (const JourneyEntry& entry : journey_of(db, contact, kMostEntries)) {
    json::object step = entry_json(entry);
    step["at"] = iso_time(entry.at_ms);
    out.push_back(std::move(step));
  }
  return out;
}

json::object conversation_json(store::Session& db, const std::string& id) {
  const auto row = find_conversation(db, id);
  json::object out = shape_of(db, *row, false);
  json::array messages;
  for (std::int64_t after = 0;;) {
    const auto some = list_messages(db, id, after == 0 ? -1 : after, 0, kMessagesAtOnce, false);
    for (const MessageRow& message : some) messages.push_back(shape_of(message, false, false));
    if (static_cast<int>(some.size()) < kMessagesAtOnce) break;
    after = some.back().seq;
  }
  out["messages"] = std::move(messages);
  return out;
}

}  // namespace

json::object Inbox::export_person(const Principal& by, const std::string& who) {
  require_admin(by, "export what is kept about a person");
  json::object out;
  std::string about;
  state_->database.read([&](store::Session& db) {
    const Subject subject = find_subject(db, who);
    about = subject.contacts.front();
    json::array journey, conversations, orders;
    for (const std::string& contact : subject.contacts) {
      for (json::value& step : journey_json(db, contact)) journey.push_back(std::move(step));
      for (const std::string& id : conversations_of(db, contact))
        conversations.push_back(conversation_json(db, id));
    }
    for (const std::string& order : orders_of(db, subject.contacts, 1000))
      orders.push_back(parse_json(order, "an order"));
    out = {{"contact", shape_of(db, *find_contact(db, about), false)},
           {"orders", std::move(orders)},
           {"conversations", std::move(conversations)},
           {"journey", std::move(journey)}};
    for (const Person& person : subject.persons)
      out["person"] = json::object{{"id", person.id},
                                   {"email", person.email},
                                   {"name", person.name},
                                   {"kind", name_of(person.kind)},
                                   {"groups", json::array(person.groups.begin(), person.groups.end())}};
  });
  state_->database.write("inbox.exported",
                         [&](store::Write& db) { state_->audit(db, by, "person.exported", about); });
  return out;
}

void Inbox::erase_person(const Principal& by, const std::string& who) {
  require_admin(by, "erase a person");
  Subject subject;
  std::vector<std::string> keys;
  std::int64_t upto = 0;
  // What the log said goes first: a crash after it leaves somebody to be erased again.
  state_->database.read([&](store::Session& db) {
    subject = find_subject(db, who);
    keys = subject.contacts;
    for (const std::string& contact : subject.contacts)
      for (std::string& id : conversations_of(db, contact)) keys.push_back(std::move(id));
    upto = store::last_event(db);
  });
  const auto forget = [&](std::int64_t after, std::int64_t end) {
    for (; after < end; after += kPlacesAtOnce)
      state_->database.write(
          "inbox.forget",
          [&](store::Write& db) {
            store::forget_changes(db, keys, after, std::min(after + kPlacesAtOnce, end));
          },
          store::Lane::bulk);
  };
  forget(0, upto);
  std::int64_t erased = 0;
  state_->database.write("inbox.erase_person", [&](store::Write& db) {
    subject = find_subject(db, who);
    const std::int64_t now = state_->clock.now_ms();
    erased = store::last_event(db);
    std::vector<std::string> files;
    for (const Person& person : subject.persons) {
      state_->revoke(db, person.id, false);
      remove_links_of(db, person.id);
      remove_person(db, person);
    }
    for (const std::string& contact : subject.contacts) {
      remove_sessions_of_contact(db, contact);
      remove_links_of(db, contact);
      remove_journey_of(db, contact);
      for (const std::string& id : conversations_of(db, contact)) blank_conversation(db, id, files);
      blank_contact(db, contact, now);
      const auto person = std::find_if(subject.persons.begin(), subject.persons.end(),
                                       [&contact](const Person& one) { return one.contact == contact; });
      db.append({"contact.erased", contact,
                 to_text(json::object{{"contact", contact},
                                      {"person", person == subject.persons.end() ? json::value(nullptr)
                                                                                 : json::value(person->id)}}),
                 true});
    }
    if (state_->attachments != nullptr) state_->attachments->forget(db, files);
    state_->audit(db, by, "person.erased", subject.contacts.front());
  });
  forget(upto, erased);
}

}  // namespace patchbay::inbox
