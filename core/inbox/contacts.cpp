#include "core/inbox/contacts.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/config/email.hpp"
#include "core/inbox/audit_store.hpp"
#include "core/inbox/contacts_state.hpp"
#include "core/inbox/person_store.hpp"
#include "core/search/analysis/fold.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::size_t kLongestName = 200, kLongestValue = 200, kMostIdentities = 20;
constexpr std::size_t kMostAttributes = 50, kLongestKey = 60, kLargestAttributes = 16 << 10;

std::vector<Identity> clean(const std::vector<Identity>& identities) {
  if (identities.size() > kMostIdentities) throw Error{Code::invalid, "a contact has at most 20 identities"};
  std::vector<Identity> out;
  for (const Identity& identity : identities) out.push_back(clean_identity(identity));
  return out;
}

std::vector<Identity> identities_in(const json::object& changes) {
  std::vector<Identity> out;
  const json::value* list = changes.if_contains("identities");
  if (list == nullptr) return out;
  if (!list->is_array()) throw Error{Code::invalid, "identities are a list of {\"kind\",\"value\"}"};
  for (const json::value& one : list->get_array()) {
    if (!one.is_object()) throw Error{Code::invalid, "identities are a list of {\"kind\",\"value\"}"};
    out.push_back({required_string(one.get_object(), "kind"), required_string(one.get_object(), "value"),
                   bool_or(one.get_object(), "verified", false)});
  }
  return out;
}

// What is known merged with what is new; null takes a member away. Values are text, numbers, true or false.
std::string merged_attributes(const std::string& before, const json::object& changes) {
  json::object all = parse_object(before, "attributes");
  for (const auto& [key, value] : changes) {
    if (value.is_null()) {
      all.erase(key);
    } else if (value.is_object() || value.is_array() || key.size() > kLongestKey) {
      throw Error{Code::invalid,
                  "an attribute has a name of at most 60 bytes and is a text, a number, true or false"};
    } else {
      all.insert_or_assign(key, value);
    }
  }
  std::string text = to_text(all);
  if (all.size() > kMostAttributes || text.size() > kLargestAttributes)
    throw Error{Code::invalid, "a contact has at most 50 attributes, 16 KB in all"};
  return text;
}

void apply(ContactRow& row, const json::object& changes) {
  if (changes.contains("name"))
    row.name = cut_utf8(to_valid_utf8(trim(string_or(changes, "name", ""))), kLongestName);
  if (changes.contains("locale")) row.locale = cut_utf8(to_valid_utf8(string_or(changes, "locale", "")), 16);
  if (const json::value* attributes = changes.if_contains("attributes")) {
    if (!attributes->is_object()) throw Error{Code::invalid, "attributes are an object"};
    row.attributes = merged_attributes(row.attributes, attributes->get_object());
  }
}

}  // namespace

std::string name_key_of(const std::string& name) {
  return search::fold_marks(search::fold_case(name));
}

Identity clean_identity(const Identity& identity) {
  Identity out{identity.kind, std::string{trim(identity.value)}, identity.verified};
  if (out.kind == "email") {
    out.value = lower_ascii(out.value);
    if (!config::is_email(out.value))
      throw Error{Code::invalid,
                  "\"" + cut_utf8(to_valid_utf8(out.value), 80) + "\" is not an e-mail address"};
  } else if (out.kind == "phone") {
    std::string digits;
    for (const char c : out.value)
      if ((c >= '0' && c <= '9') || (c == '+' && digits.empty()))
        digits += c;
      else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.' && c != '/')
        throw Error{Code::invalid, "a phone number is written like +359 2 123 456"};
    out.value = digits;
    if (digits.size() < 4 || digits.size() > 20)
      throw Error{Code::invalid, "a phone number is written like +359 2 123 456"};
  } else if (out.kind != "external" && out.kind != "visitor") {
    throw Error{Code::invalid, "an identity is an email, phone, external or visitor"};
  }
  if (out.value.empty() || out.value.size() > kLongestValue || !is_utf8(out.value))
    throw Error{Code::invalid, "an identity has a value of at most 200 bytes"};
  return out;
}

void tell_contact(store::Write& db, const std::string& topic, const std::string& contact, json::object more) {
  const auto row = find_contact(db, contact);
  more["contact"] = contact;
  if (row) more["value"] = shape_of(db, *row, true);
  db.append({topic, contact, to_text(more), true});
}

ContactRow Contacts::State::get(store::Session& db, const Principal& by, const std::string& id) const {
  auto row = find_contact(db, id);
  bool mine = by.is_agent();
  if (row && !mine && !by.contact.empty()) {
    const auto family = family_of(db, by.contact);
    mine = std::find(family.begin(), family.end(), id) != family.end();
  }
  if (!row || row->erased || !mine) throw Error{Code::not_found, "there is no such contact"};
  return *std::move(row);
}

std::string Contacts::State::make(store::Write& db, const Principal& by) const {
  const std::string id = make_ulid(clock.now_ms());
  insert_contact(db, id, by.inbox, by.locale, clock.now_ms());
  return id;
}

Contacts::Contacts(store::Database& database, const Clock& clock, Directory&)
    : state_{std::make_unique<State>(State{database, clock})} {}
Contacts::~Contacts() = default;

json::object Contacts::get(const Principal& by, const std::string& contact) {
  json::object out;
  state_->database.read(
      [&](store::Session& db) { out = shape_of(db, state_->get(db, by, contact), by.is_agent()); });
  return out;
}

Page Contacts::list(const Principal& by, const std::string& text, const std::string& cursor, int limit) {
  require_agent(by, "see who the contacts are");
  if (!cursor.empty() && !is_ulid(cursor)) throw Error{Code::invalid, "the cursor is not one of this list"};
  const std::string asked = cut_utf8(to_valid_utf8(trim(text)), 200);
  const int most = std::clamp(limit, 1, 100);
  Page page;
  state_->database.read([&](store::Session& db) {
    const auto rows = list_contacts(db, name_key_of(asked), lower_ascii(asked), cursor, most);
    for (const ContactRow& row : rows) page.items.push_back(shape_of(db, row, true));
    if (static_cast<int>(rows.size()) == most) page.next = rows.back().id;
  });
  return page;
}

json::object Contacts::upsert(const Principal& by, const std::string& contact,
                              const std::vector<Identity>& identities, const json::object& changes) {
  std::vector<Identity> given = clean(identities);
  for (const Identity& one : clean(identities_in(changes))) given.push_back(one);
  const bool may_verify = by.kind == Kind::admin || by.kind == Kind::system;
  for (const Identity& one : given)
    if (one.verified && !may_verify)
      throw Error{Code::denied, "who somebody is, is verified by a signed word or a mailed link"};
  const std::string own = by.is_agent() ? contact : contact.empty() ? by.contact : contact;
  if (!by.is_agent() && own.empty()) throw Error{Code::denied, "nobody in particular has no contact"};
  json::object out;
  state_->database.write("inbox.upsert_contact", [&](store::Write& db) {
    std::string id = own;
    for (const Identity& one : given)
      if (id.empty() && by.is_agent() && !one.value.empty()) id = holder_of(db, one);
    const bool made = id.empty();
    if (made) id = state_->make(db, by);
    ContactRow row = state_->get(db, by, id);
    if (contact.empty() && !row.merged_into.empty())
      if (auto root = root_of(db, row.id)) row = *std::move(root);
    apply(row, changes);
    update_contact(db, row, name_key_of(row.name));
    if (!row.name.empty()) db.run("update contacts set known = 1 where id = $1", {row.id});
    for (const Identity& one : given) put_identity(db, row.id, one, state_->clock.now_ms());
    tell_contact(db, made ? "contact.created" : "contact.updated", row.id);
    out = shape_of(db, *find_contact(db, row.id), by.is_agent());
  });
  return out;
}

json::object Contacts::merge(const Principal& by, const std::string& contact, const std::string& into) {
  require_agent(by, "merge contacts");
  json::object out;
  state_->database.write("inbox.merge_contacts", [&](store::Write& db) {
    ContactRow row = state_->get(db, by, contact);
    const ContactRow target = *root_of(db, state_->get(db, by, into).id);
    if (!row.merged_into.empty()) throw Error{Code::state, "this contact is merged already; undo that first"};
    if (target.id == row.id)
      throw Error{Code::invalid, "a contact cannot be merged into itself, or one that is part of it"};
    row.merged_into = target.id;
    update_contact(db, row, name_key_of(row.name));
    tell_contact(db, "contact.merged", row.id, {{"into", target.id}});
    tell_contact(db, "contact.updated", target.id);
    note_action(db, by, "contact.merged", row.id + " into " + target.id, "", state_->clock.now_ms());
    out = shape_of(db, row, true);
  });
  return out;
}

json::object Contacts::unmerge(const Principal& by, const std::string& contact) {
  require_agent(by, "undo a merge");
  json::object out;
  state_->database.write("inbox.unmerge_contacts", [&](store::Write& db) {
    ContactRow row = state_->get(db, by, contact);
    if (row.merged_into.empty()) throw Error{Code::state, "this contact is not merged"};
    const std::string from = std::exchange(row.merged_into, "");
    update_contact(db, row, name_key_of(row.name));
    tell_contact(db, "contact.merged", row.id, {{"into", nullptr}, {"from", from}});
    tell_contact(db, "contact.updated", from);
    note_action(db, by, "contact.unmerged", row.id + " from " + from, "", state_->clock.now_ms());
    out = shape_of(db, row, true);
  });
  return out;
}

void Contacts::set_blocked(const Principal& by, const std::string& contact, bool blocked,
                           const std::string& why) {
  require_agent(by, "block people");
  state_->database.write("inbox.block", [&](store::Write& db) {
    ContactRow row = state_->get(db, by, contact);
    if (row.blocked == blocked) return;
    row.blocked = blocked;
    update_contact(db, row, name_key_of(row.name));
    tell_contact(db, "contact.updated", row.id, {{"why", cut_utf8(to_valid_utf8(why), 500)}});
    note_action(db, by, blocked ? "contact.blocked" : "contact.unblocked", row.id, "",
                state_->clock.now_ms());
  });
}

std::string Contacts::identify(const Principal& visitor, const std::vector<Identity>& verified,
                               const json::object& attributes) {
  std::vector<Identity> given = clean(verified);
  // The business's own number for a person says most; it comes first.
  std::stable_sort(given.begin(), given.end(), [](const Identity& a, const Identity& b) {
    return (a.kind == "external") > (b.kind == "external");
  });
  if (given.empty()) throw Error{Code::invalid, "say by what the person is known"};
  for (Identity& one : given) one.verified = true;
  std::string known;
  state_->database.write("inbox.identify", [&](store::Write& db) {
    const std::int64_t now = state_->clock.now_ms();
    const auto own = find_contact(db, visitor.contact);
    if (!own || own->erased) throw Error{Code::not_found, "there is no such contact"};
    const ContactRow visiting = *root_of(db, own->id);
    const auto verified_here = identities_of(db, family_of(db, visiting.id));
    // Somebody else used this browser before: theirs stays theirs.
    const bool another =
        std::any_of(verified_here.begin(), verified_here.end(), [&given](const Identity& held) {
          return held.verified && std::any_of(given.begin(), given.end(), [&held](const Identity& one) {
                   return one.kind == held.kind && one.value != held.value;
                 });
        });
    std::string target;
    for (const Identity& one : given)
      if (target.empty())
        if (const std::string holder = holder_of(db, one); !holder.empty()) target = root_of(db, holder)->id;
    const bool made = target.empty() && another;
    if (target.empty()) target = another ? state_->make(db, visitor) : visiting.id;
    const bool shares =
        std::any_of(verified_here.begin(), verified_here.end(), [&given](const Identity& held) {
          return held.verified && std::any_of(given.begin(), given.end(), [&held](const Identity& one) {
                   return one.kind == held.kind && one.value == held.value;
                 });
        });
    const bool anonymous = verified_here.empty() || !verified_here.front().verified;
    if (target != visiting.id && !another && (anonymous || shares)) {
      ContactRow joined = visiting;
      joined.merged_into = target;
      update_contact(db, joined, name_key_of(joined.name));
      tell_contact(db, "contact.merged", joined.id, {{"into", target}});
    }
    const auto family = family_of(db, target);
    for (Identity one : given) {
      const std::string holder = holder_of(db, one);
      if (std::find(family.begin(), family.end(), holder) != family.end()) continue;
      one.verified = holder.empty();  // held by another: shown as a possible duplicate
      put_identity(db, target, one, now);
    }
    ContactRow row = *find_contact(db, target);
    json::object rest = attributes, changes;
    for (const std::string_view key : {"name", "locale"})
      if (const json::value* value = rest.if_contains(key)) changes[key] = *value, rest.erase(key);
    changes["attributes"] = std::move(rest);
    apply(row, changes);
    row.seen_ms = now;
    update_contact(db, row, name_key_of(row.name));
    tell_contact(db, made ? "contact.created" : "contact.updated", target);
    known = target;
  });
  return known;
}

}  // namespace patchbay::inbox
