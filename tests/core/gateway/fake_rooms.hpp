#pragma once
// People, sessions and content for tests of the gateway.
#include <atomic>
#include <map>
#include <mutex>

#include "core/base/error.hpp"
#include "core/gateway/accounts.hpp"
#include "core/gateway/content_search.hpp"
#include "core/gateway/uploads.hpp"

namespace patchbay::gateway {

class FakeAccounts final : public Accounts {
 public:
  std::map<std::string, inbox::Principal> sessions;  // by token
  std::map<std::string, std::string> passwords;      // by e-mail; the session token of that account is "token-" + e-mail
  std::map<std::string, std::string> codes;          // second steps by account
  std::map<std::string, inbox::Link> links;          // by one-time token
  std::vector<inbox::JourneyEntry> recorded;
  std::function<void(const std::string&)> revoked;
  std::function<std::vector<inbox::Agent>()> everybody;
  std::vector<std::string> erased, mailed;
  std::map<std::string, inbox::Confirmed> confirmations;  // by one-time token
  std::function<std::int64_t()> newest;  // place in the change log; 41 without
  int asked = 0;

  void sign_in(const std::string& token, inbox::Kind kind, const std::string& id);
  void revoke(const std::string& token);

  std::optional<inbox::Principal> who(const std::string& token) override;
  inbox::SignedIn login(const std::string& email, const std::string& password, const std::string& address,
                        const std::string& code) override;
  inbox::SignedIn finish_login(const std::string& ticket, const std::string& code) override;
  inbox::TwoStepSetup begin_two_step(const inbox::Principal&) override { return {"SECRET", "otpauth://totp/x"}; }
  inbox::TwoStepOn confirm_two_step(const inbox::Principal& by, const std::string& code) override;
  inbox::SignedIn end_two_step(const inbox::Principal& by, const std::string& password) override;
  bool has_two_step(const inbox::Principal& by) override { return codes.contains(by.id); }
  std::optional<inbox::Link> link(const std::string& token) override;
  void set_password(const std::string& token, const std::string& password) override;
  inbox::SignedIn make_first_admin(const std::string& token, const std::string& email, const std::string& name,
                                   const std::string& password) override;
  inbox::SignedIn redeem(const std::string& token) override;
  void logout(const std::string& token) override;
  inbox::SignedIn start_visit(const std::string& inbox, const std::string& locale) override;
  std::optional<inbox::SignedIn> resume_visit(const std::string& token) override;
  inbox::SignedIn open_visit(const std::string& contact, const std::string& inbox, const std::string& locale,
                             const std::string& instead_of) override;
  inbox::SignedIn sign_in_person(const inbox::Person& person) override;
  std::string ask_to_confirm(const inbox::Principal& visitor, const std::string& email) override;
  inbox::Confirmed confirm_email(const std::string& token) override;
  bool mail_link(const std::string&, const std::string& link, const std::string&) override {
    mailed.push_back(link);
    return true;
  }
  void record(const inbox::Principal& by, const inbox::JourneyEntry& entry) override;
  std::vector<inbox::JourneyEntry> journey(const inbox::Principal&, const std::string&, int) override { return recorded; }
  inbox::Page audit_log(const inbox::Principal&, const std::string&, int) override { return {}; }
  std::vector<inbox::Agent> agents() override { return everybody ? everybody() : std::vector<inbox::Agent>{}; }
  void erase_contact(const inbox::Principal&, const std::string& contact) override { erased.push_back(contact); }
  std::int64_t last_event() override { return newest ? newest() : 41; }
  void on_revoked(std::function<void(const std::string&)> listener) override { revoked = std::move(listener); }

 private:
  inbox::SignedIn signed_in(const std::string& token);
  std::mutex mutex_;
};

class FakeSearch final : public ContentSearch {
 public:
  search::Result query(const search::Query& query, const Visibility& reader) override;
  void record(std::string_view text, std::string_view locale, std::int64_t hits) override;
  search::Query last;
  search::Result result;
  std::vector<std::string> recorded;
};

class FakeUploads final : public Uploads {
 public:
  explicit FakeUploads(std::string folder) : folder_{std::move(folder)} {}
  void write(const std::string& id, const std::string& type, std::uint64_t offset, std::string_view bytes, bool last) override;
  void add(const UploadInfo& info) override;
  UploadInfo get(const std::string& id) override;
  std::string path(const std::string& id) override { return folder_ + "/" + id; }
  void discard(const std::string& id) override;
  std::int64_t sweep(std::int64_t older_than_ms) override;
  std::string signing_key() override { return std::string(32, 'k'); }
  std::map<std::string, UploadInfo> infos;
  std::atomic<bool> has_begun{false};
  std::size_t discarded_count() {
    const std::lock_guard lock{mutex_};
    return discarded_.size();
  }

 private:
  std::string folder_;
  std::vector<std::string> discarded_;
  std::mutex mutex_;
};

}  // namespace patchbay::gateway
