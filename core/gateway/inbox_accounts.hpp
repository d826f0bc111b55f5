#pragma once
// Accounts as core/inbox keeps them.
#include "core/gateway/accounts.hpp"
#include "core/store/database.hpp"

namespace patchbay::gateway {

class InboxAccounts final : public Accounts {
 public:
  InboxAccounts(inbox::Inbox& inbox, store::Database* database) : inbox_{inbox}, database_{database} {}
  std::optional<inbox::Principal> who(const std::string& token) override { return inbox_.who(token); }
  inbox::SignedIn login(const std::string& email, const std::string& password, const std::string& address,
                        const std::string& code) override {
    return inbox_.login(email, password, address, code);
  }
  inbox::SignedIn finish_login(const std::string& ticket, const std::string& code) override { return inbox_.finish_login(ticket, code); }
  inbox::TwoStepSetup begin_two_step(const inbox::Principal& by) override { return inbox_.begin_two_step(by); }
  inbox::TwoStepOn confirm_two_step(const inbox::Principal& by, const std::string& code) override {
    return inbox_.confirm_two_step(by, code);
  }
  inbox::SignedIn end_two_step(const inbox::Principal& by, const std::string& password) override {
    return inbox_.end_two_step(by, password);
  }
  bool has_two_step(const inbox::Principal& by) override { return inbox_.has_two_step(by); }
  std::optional<inbox::Link> link(const std::string& token) override { return inbox_.link(token); }
  void set_password(const std::string& token, const std::string& password) override { inbox_.set_password(token, password); }
  inbox::SignedIn make_first_admin(const std::string& token, const std::string& email, const std::string& name,
                                   const std::string& password) override {
    return inbox_.make_first_admin(token, email, name, password);
  }
  inbox::SignedIn redeem(const std::string& token) override { return inbox_.redeem(token); }
  void logout(const std::string& token) override { inbox_.logout(token); }
  inbox::SignedIn start_visit(const std::string& inbox, const std::string& locale) override {
    return inbox_.start_visit(inbox, locale);
  }
  std::optional<inbox::SignedIn> resume_visit(const std::string& token) override { return inbox_.resume_visit(token); }
  inbox::SignedIn open_visit(const std::string& contact, const std::string& inbox, const std::string& locale,
                             const std::string& instead_of) override {
    return inbox_.open_visit(contact, inbox, locale, instead_of);
  }
  inbox::SignedIn sign_in_person(const inbox::Person& person) override { return inbox_.sign_in_person(person); }
  std::string ask_to_confirm(const inbox::Principal& visitor, const std::string& email) override {
    return inbox_.ask_to_confirm(visitor, email);
  }
  inbox::Confirmed confirm_email(const std::string& token) override { return inbox_.confirm_email(token); }
  bool mail_link(const std::string&, const std::string&, const std::string&) override { return false; }
  void record(const inbox::Principal& by, const inbox::JourneyEntry& entry) override { inbox_.record(by, entry); }
  std::vector<inbox::JourneyEntry> journey(const inbox::Principal& by, const std::string& contact, int limit) override {
    return inbox_.journey(by, contact, limit);
  }
  inbox::Page audit_log(const inbox::Principal& by, const std::string& cursor, int limit) override {
    return inbox_.audit_log(by, cursor, limit);
  }
  std::vector<inbox::Agent> agents() override { return inbox_.agents(inbox::Principal::system()); }
  void erase_contact(const inbox::Principal& by, const std::string& contact) override { inbox_.erase_person(by, contact); }
  std::int64_t last_event() override {
    std::int64_t event = 0;
    if (database_) database_->read([&](store::Session& session) { event = store::last_event(session); });
    return event;
  }
  void on_revoked(std::function<void(const std::string&)> listener) override { inbox_.on_revoked(std::move(listener)); }

 private:
  inbox::Inbox& inbox_;
  store::Database* database_;
};

}  // namespace patchbay::gateway
