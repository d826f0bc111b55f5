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
  virtual inbox::SignedIn login(const std::string& email, const std::string& password, const std::string& address) = 0;
  virtual std::optional<inbox::Link> link(const std::string& one_time_token) = 0;
  virtual void set_password(const std::string& one_time_token, const std::string& password) = 0;
  virtual inbox::SignedIn make_first_admin(const std::string& one_time_token, const std::string& email, const std::string& name,
                                           const std::string& password) = 0;
  virtual inbox::SignedIn redeem(const std::string& one_time_token) = 0;
  virtual void logout(const std::string& token) = 0;
  virtual inbox::SignedIn start_visit(const std::string& inbox, const std::string& locale) = 0;
  virtual void record(const inbox::Principal& by, const inbox::JourneyEntry& entry) = 0;
  virtual std::int64_t last_event() = 0;  // the newest place in the change log
  // The listener is called from any thread with the id of a principal whose session or token ended.
  virtual void on_revoked(std::function<void(const std::string& principal_id)> listener) = 0;
};

}  // namespace patchbay::gateway
