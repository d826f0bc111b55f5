#include "core/gateway/identity.hpp"

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

namespace patchbay::gateway {
namespace {

std::vector<inbox::Identity> verified_of(const IdentityClaims& claims) {
  std::vector<inbox::Identity> identities = {{"external", claims.subject, true}};
  if (!claims.email.empty()) identities.push_back({"email", claims.email, true});
  if (!claims.phone.empty()) identities.push_back({"phone", claims.phone, true});
  return identities;
}

json::object changes_of(const IdentityClaims& claims) {
  json::object changes;
  if (!claims.name.empty()) changes["name"] = claims.name;
  if (!claims.locale.empty()) changes["locale"] = claims.locale;
  if (!claims.attributes.empty()) changes["attributes"] = claims.attributes;
  return changes;
}

// Whether the contact is known by another id of the business already: two people at one browser stay two.
bool is_another(const ConversationRooms& rooms, const std::string& contact, const std::string& subject) {
  const json::object known = rooms.contacts.get(inbox::Principal::system(), contact);
  const json::value* identities = known.if_contains("identities");
  if (!identities || !identities->is_array()) return false;
  bool named = false;
  for (const json::value& one : identities->get_array()) {
    if (!one.is_object() || string_or(one.get_object(), "kind", "") != "external" || !bool_or(one.get_object(), "verified", false)) continue;
    if (string_or(one.get_object(), "value", "") == subject) return false;
    named = true;
  }
  return named;
}

void keep_orders(const ConversationRooms& rooms, const IdentityClaims& claims, const std::string& contact) {
  if (claims.orders) rooms.contacts.put_orders(inbox::Principal::system(), contact, *claims.orders);
}

}  // namespace

IdentityClaims identity_of(const Settings& settings, const std::string& inbox, std::string_view token) {
  const auto& inboxes = settings.config.inboxes;
  const auto found = inboxes.find(inbox);
  if (found == inboxes.end() && inbox != "default") throw Error{Code::not_found, "There is no inbox of that name."};
  const std::vector<std::string> keys = found == inboxes.end() ? std::vector<std::string>{} : found->second.identity_keys;
  return read_identity(token, keys, {inbox, settings.public_url, settings.public_origin}, SystemClock{}.now_ms() / 1000);
}

inbox::SignedIn identified_visit(const BuiltIn& parts, const IdentityClaims& claims, const std::string& inbox, const std::string& locale,
                                 const std::optional<inbox::SignedIn>& before) {
  if (!parts.rooms) throw Error{Code::unsupported, "This host does not carry conversations."};
  const ConversationRooms& rooms = *parts.rooms;
  const bool goes_on = before && !is_another(rooms, before->principal.contact, claims.subject);
  std::string contact;
  if (goes_on) contact = rooms.contacts.identify(before->principal, verified_of(claims), claims.attributes);
  const json::object known = rooms.contacts.upsert(inbox::Principal::system(), contact, verified_of(claims), changes_of(claims));
  contact = required_string(known, "id");
  keep_orders(rooms, claims, contact);
  if (goes_on && before->principal.verified && before->principal.contact == contact) return *before;
  return parts.accounts.open_visit(contact, inbox, claims.locale.empty() ? locale : claims.locale, goes_on ? before->token : std::string{});
}

inbox::SignedIn identified_person(const BuiltIn& parts, const IdentityClaims& claims) {
  if (claims.email.empty()) throw Error{Code::invalid, "The identity token has no \"email\": customers are known by it."};
  inbox::Person person;
  person.email = claims.email;
  person.name = claims.name;
  person.kind = claims.employee ? inbox::Kind::employee : inbox::Kind::customer;
  person.groups = claims.groups;
  if (parts.rooms) {
    const json::object known = parts.rooms->contacts.upsert(inbox::Principal::system(), {}, verified_of(claims), changes_of(claims));
    person.contact = required_string(known, "id");
    keep_orders(*parts.rooms, claims, person.contact);
  }
  return parts.accounts.sign_in_person(person);
}

}  // namespace patchbay::gateway
