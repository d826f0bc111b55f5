#pragma once
// What the gateway asks about people and their sessions: core/inbox in the program, a fake in tests. Every call may read the
// store, so it is made on a worker thread. Errors and meanings are inbox::Inbox's.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/inbox/inbox.hpp"

namespace patchbay::gateway {

class Accounts {
 public:
  virtual ~Accounts() = default;
  virtual std::optional<inbox::Principal> who(const std::string& token) = 0;
  virtual inbox::SignedIn login(const std::string& email, const std::string& password, const std::string& address,
                                const std::string& code) = 0;
  virtual std::optional<inbox::Link> link(const std::string& one_time_token) = 0;
  virtual void set_password(const std::string& one_time_token, const std::string& password) = 0;
  virtual inbox::SignedIn make_first_admin(const std::string& one_time_token, const std::string& email, const std::string& name,
                                           const std::string& password) = 0;
  virtual inbox::SignedIn redeem(const std::string& one_time_token) = 0;
  virtual void logout(const std::string& token) = 0;
  virtual inbox::SignedIn start_visit(const std::string& inbox, const std::string& locale) = 0;
  virtual std::optional<inbox::SignedIn> resume_visit(const std::string& token) = 0;
  virtual inbox::SignedIn open_visit(const std::string& contact, const std::string& inbox, const std::string& locale,
                                     const std::string& instead_of) = 0;
  virtual inbox::SignedIn sign_in_person(const inbox::Person& person) = 0;
  virtual std::string ask_to_confirm(const inbox::Principal& visitor, const std::string& email) = 0;
  virtual inbox::Confirmed confirm_email(const std::string& one_time_token) = 0;
  // Hands a one-time link to the host's own mail; false: there is none.
  virtual bool mail_link(const std::string& email, const std::string& link, const std::string& locale) = 0;
  virtual void record(const inbox::Principal& by, const inbox::JourneyEntry& entry) = 0;
  virtual inbox::SignedIn finish_login(const std::string& ticket, const std::string& code) = 0;
  virtual inbox::TwoStepSetup begin_two_step(const inbox::Principal& by) = 0;
  virtual inbox::TwoStepOn confirm_two_step(const inbox::Principal& by, const std::string& code) = 0;
  virtual inbox::SignedIn end_two_step(const inbox::Principal& by, const std::string& password) = 0;
  virtual bool has_two_step(const inbox::Principal& by) = 0;
  virtual std::vector<inbox::JourneyEntry> journey(const inbox::Principal& by, const std::string& contact, int limit) = 0;
  virtual inbox::Page audit_log(const inbox::Principal& by, const std::string& cursor, int limit) = 0;
  virtual std::vector<inbox::Agent> agents() = 0;  // all of them; the caller looks at who asks
  virtual void erase_contact(const inbox::Principal& by, const std::string& contact) = 0;
  virtual std::int64_t last_event() = 0;  // the newest place in the change log
  // The listener is called from any thread with the id of a principal whose session or token ended.
  virtual void on_revoked(std::function<void(const std::string& principal_id)> listener) = 0;
};

}  // namespace patchbay::gateway
