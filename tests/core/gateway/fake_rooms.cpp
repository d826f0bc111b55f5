#include "fake_rooms.hpp"

#include <cstdio>
#include <fstream>

namespace patchbay::gateway {

void FakeAccounts::sign_in(const std::string& token, inbox::Kind kind, const std::string& id) {
  inbox::Principal principal;
  principal.kind = kind;
  principal.id = id;
  principal.session = "session-" + token;
  principal.name = "Name of " + id;
  principal.email = id + "@example.com";
  principal.contact = "contact-" + id;
  const std::lock_guard lock{mutex_};
  sessions[token] = principal;
}

void FakeAccounts::revoke(const std::string& token) {
  std::string id;
  {
    const std::lock_guard lock{mutex_};
    id = sessions[token].id;
    sessions.erase(token);
  }
  revoked(id);
}

std::optional<inbox::Principal> FakeAccounts::who(const std::string& token) {
  const std::lock_guard lock{mutex_};
  ++asked;
  const auto found = sessions.find(token);
  return found == sessions.end() ? std::nullopt : std::optional{found->second};
}

inbox::SignedIn FakeAccounts::signed_in(const std::string& token) {
  const std::lock_guard lock{mutex_};
  return {token, 2'000'000'000'000, sessions.at(token)};
}

inbox::SignedIn FakeAccounts::login(const std::string& email, const std::string& password, const std::string&, const std::string& code) {
  const auto known = passwords.find(email);
  if (known == passwords.end() || known->second != password) throw Error{Code::denied, "E-mail and password do not match."};
  if (const auto step = codes.find(email); step != codes.end()) {
    inbox::SignedIn waiting;
    waiting.needs_code = true;
    waiting.ticket = "ticket-" + email;
    if (code.empty()) return waiting;
    if (code != step->second) throw Error{Code::denied, "The code is wrong."};
  }
  sign_in("token-" + email, inbox::Kind::agent, email);
  return signed_in("token-" + email);
}

inbox::SignedIn FakeAccounts::finish_login(const std::string& ticket, const std::string& code) {
  const std::string email = ticket.substr(std::min<std::size_t>(ticket.size(), 7));
  if (!codes.contains(email)) throw Error{Code::not_found, "Too late."};
  return login(email, passwords[email], {}, code);
}

inbox::TwoStepOn FakeAccounts::confirm_two_step(const inbox::Principal& by, const std::string& code) {
  if (code != "123456") throw Error{Code::denied, "The code is wrong."};
  codes[by.id] = code;
  sign_in("after-two-steps", by.kind, by.id);
  return {{"one", "two"}, signed_in("after-two-steps")};
}

inbox::SignedIn FakeAccounts::end_two_step(const inbox::Principal& by, const std::string& password) {
  if (password != passwords[by.id]) throw Error{Code::denied, "The password is wrong."};
  codes.erase(by.id);
  sign_in("after-two-steps", by.kind, by.id);
  return signed_in("after-two-steps");
}

std::optional<inbox::Link> FakeAccounts::link(const std::string& token) {
  const std::lock_guard lock{mutex_};
  const auto found = links.find(token);
  return found == links.end() ? std::nullopt : std::optional{found->second};
}

void FakeAccounts::set_password(const std::string& token, const std::string& password) {
  if (password.size() < 12) throw Error{Code::invalid, "A password has 12 to 256 bytes."};
  const std::lock_guard lock{mutex_};
  if (!links.contains(token)) throw Error{Code::not_found, "This link no longer works."};
  passwords[links[token].email] = password;
  links.erase(token);
}

inbox::SignedIn FakeAccounts::make_first_admin(const std::string& token, const std::string& email, const std::string&,
                                               const std::string& password) {
  {
    const std::lock_guard lock{mutex_};
    if (!links.contains(token)) throw Error{Code::not_found, "This link no longer works."};
    links.erase(token);
    passwords[email] = password;
  }
  sign_in("token-" + email, inbox::Kind::admin, email);
  return signed_in("token-" + email);
}

inbox::SignedIn FakeAccounts::redeem(const std::string& token) {
  std::string email;
  {
    const std::lock_guard lock{mutex_};
    if (!links.contains(token)) throw Error{Code::not_found, "This link no longer works."};
    email = links[token].email;
    links.erase(token);
  }
  sign_in("token-" + email, inbox::Kind::customer, email);
  return signed_in("token-" + email);
}

void FakeAccounts::logout(const std::string& token) { revoke(token); }

inbox::SignedIn FakeAccounts::start_visit(const std::string& inbox, const std::string&) {
  sign_in("visit", inbox::Kind::visitor, "visitor");
  inbox::SignedIn out = signed_in("visit");
  out.principal.inbox = inbox;
  return out;
}

std::optional<inbox::SignedIn> FakeAccounts::resume_visit(const std::string& token) {
  if (!who(token)) return std::nullopt;
  return signed_in(token);
}

inbox::SignedIn FakeAccounts::open_visit(const std::string& contact, const std::string& inbox, const std::string& locale,
                                         const std::string& instead_of) {
  const std::string token = "visit-of-" + contact;
  sign_in(token, inbox::Kind::visitor, "session-" + contact);
  {
    const std::lock_guard lock{mutex_};
    sessions[token].contact = contact;
    sessions[token].inbox = inbox;
    sessions[token].locale = locale;
    sessions[token].verified = true;
  }
  if (!instead_of.empty()) revoke(instead_of);
  return signed_in(token);
}

inbox::SignedIn FakeAccounts::sign_in_person(const inbox::Person& person) {
  sign_in("token-" + person.email, person.kind, person.email);
  return signed_in("token-" + person.email);
}

std::string FakeAccounts::ask_to_confirm(const inbox::Principal& visitor, const std::string& email) {
  const std::lock_guard lock{mutex_};
  confirmations["confirm-" + email] = {visitor.contact, email};
  links["confirm-" + email] = {inbox::Purpose::confirm_email, "", email};
  return "confirm-" + email;
}

inbox::Confirmed FakeAccounts::confirm_email(const std::string& token) {
  const std::lock_guard lock{mutex_};
  if (!confirmations.contains(token)) throw Error{Code::not_found, "This link no longer works."};
  links.erase(token);
  const inbox::Confirmed confirmed = confirmations[token];
  confirmations.erase(token);
  return confirmed;
}

void FakeAccounts::record(const inbox::Principal&, const inbox::JourneyEntry& entry) {
  const std::lock_guard lock{mutex_};
  recorded.push_back(entry);
}

search::Result FakeSearch::query(const search::Query& query, const Visibility&) {
  last = query;
  return result;
}

void FakeSearch::record(std::string_view text, std::string_view, std::int64_t) { recorded.emplace_back(text); }

void FakeUploads::write(const std::string& id, const std::string&, std::uint64_t offset, std::string_view bytes, bool) {
  std::ofstream file{path(id), std::ios::binary | (offset == 0 ? std::ios::trunc : std::ios::app)};
  file << bytes;
  has_begun = true;
}

void FakeUploads::add(const UploadInfo& info) {
  const std::lock_guard lock{mutex_};
  infos[info.id] = info;
}

UploadInfo FakeUploads::get(const std::string& id) {
  const std::lock_guard lock{mutex_};
  const auto found = infos.find(id);
  if (found == infos.end()) throw Error{Code::not_found, "There is no such file."};
  return found->second;
}

void FakeUploads::discard(const std::string& id) {
  const std::lock_guard lock{mutex_};
  std::remove(path(id).c_str());
  discarded_.push_back(id);
}

std::int64_t FakeUploads::sweep(std::int64_t older_than_ms) {
  const std::lock_guard lock{mutex_};
  return static_cast<std::int64_t>(std::erase_if(infos, [&](const auto& item) { return item.second.created_ms < older_than_ms; }));
}

}  // namespace patchbay::gateway
