#pragma once
// A store with contacts, conversations and two agents, under a clock of its own.
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.hpp"
#include "core/base/ulid.hpp"
#include "core/inbox/contacts.hpp"
#include "core/inbox/conversations.hpp"
#include "core/inbox/directory.hpp"
#include "core/inbox/handoffs.hpp"
#include "core/inbox/inbox.hpp"
#include "core/store/blobs.hpp"

namespace patchbay::inbox {

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;

class FakeClock final : public Clock {
 public:
  std::int64_t now_ms() const override { return now; }
  std::int64_t steady_ms() const override { return now - 1'700'000'000'000; }
  std::int64_t now = 1'790'000'000'000;
};

// The code of the error `action` throws; nullopt when it does not.
template <typename Action>
std::optional<Code> refusal(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return std::nullopt;
}

inline std::string text(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}
inline std::int64_t number(const json::object& object, std::string_view key) {
  return object.at(key).as_int64();
}

class FakeFiles final : public Attachments {
 public:
  std::optional<Upload> find(const std::string& id) override {
    const auto found = all.find(id);
    return found == all.end() ? std::nullopt : std::optional{found->second};
  }
  std::string adopt(const std::string& instance, const std::string& key, const std::string& name) override {
    return add({.name = name, .mime = "application/pdf", .owner = instance, .size = 1}, key);
  }
  void forget(store::Write&, const std::vector<std::string>& ids) override {
    for (const std::string& id : ids) all.erase(id);
  }
  std::string keep(const std::string& name, const std::string& mime, std::string_view bytes) override {
    return add({.name = name, .mime = mime, .owner = "", .size = static_cast<std::int64_t>(bytes.size())},
               "kept");
  }
  std::map<std::string, Upload> all;
  store::Blobs* blobs = nullptr;

 private:
  std::string add(const Upload& upload, const std::string& bytes) {
    const std::string id = make_ulid();
    blobs->put("uploads", id, upload.mime, 0, bytes, true);
    all[id] = upload;
    return id;
  }
};

class Desk : public testing::Test {
 protected:
  Desk() {
    std::string name = (std::filesystem::temp_directory_path() / "patchbay-desk-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    config_.teams["support"].members = {"ana@example.com"};
    config_.teams["billing"].members = {"Bo@example.com"};
    config_.inboxes["default"].reopen_days = 7;
    config_.inboxes["shop"].team = "support";
    open();
    ana_ = agent("ana@example.com", "Ana", Kind::agent);
    bo_ = agent("bo@example.com", "Bo", Kind::agent);
    chief_ = agent("chief@example.com", "Chief", Kind::admin);
  }
  ~Desk() override {
    close();
    std::filesystem::remove_all(folder_);
  }

  void open() {
    store::Options options;
    options.directory = folder_.string();
    database_ = store::Database::open(options);
    index_ = std::make_unique<search::Index>(*database_);
    inbox_ = std::make_unique<Inbox>(*database_, *index_, clock_);
    directory_ = std::make_unique<Directory>(config_);
    conversations_ = std::make_unique<Conversations>(*database_, clock_, *directory_);
    contacts_ = std::make_unique<Contacts>(*database_, clock_, *directory_);
    handoffs_ = std::make_unique<Handoffs>(*database_, clock_, *directory_);
    blobs_ = std::make_unique<store::Blobs>(*database_);
    files_.blobs = blobs_.get();
    conversations_->use_attachments(files_);
    inbox_->use_attachments(files_);
  }
  void close() {
    blobs_.reset();
    handoffs_.reset();
    contacts_.reset();
    conversations_.reset();
    directory_.reset();
    inbox_.reset();
    index_.reset();
    database_.reset();
  }

  Principal agent(const std::string& email, const std::string& name, Kind role) {
    inbox_->add_agent(system_, email, name, role, {}, std::nullopt);
    Principal principal;
    principal.kind = role;
    principal.verified = true;
    principal.name = name;
    principal.email = email;
    for (const Agent& one : inbox_->agents(system_))
      if (one.email == email) principal.id = one.id;
    return principal;
  }
  Principal visitor(const std::string& inbox = "default") {
    return inbox_->start_visit(inbox, "en").principal;
  }

  Ack say(const Principal& by, const std::string& body, const std::string& conversation = {},
          const std::string& cmid = {}) {
    Draft draft;
    draft.cmid = cmid.empty() ? make_ulid() : cmid;
    draft.conversation = conversation;
    draft.body = body;
    return conversations_->append(by, std::move(draft));
  }
  Ack note(const Principal& by, const std::string& body, const std::string& conversation) {
    Draft draft;
    draft.cmid = make_ulid();
    draft.conversation = conversation;
    draft.body = body;
    draft.note = true;
    return conversations_->append(by, std::move(draft));
  }
  std::vector<std::string> bodies(const Principal& by, const std::string& conversation,
                                  std::int64_t after = 0) {
    std::vector<std::string> all;
    for (const json::object& one : conversations_->messages(by, conversation, after, 0, 200).items)
      all.push_back(text(one, "body"));
    return all;
  }
  std::string status(const std::string& conversation) {
    return text(conversations_->get(system_, conversation), "status");
  }
  void set_status(const std::string& conversation, const std::string& status) {
    Edit edit;
    edit.status = status;
    if (status == "snoozed") edit.snoozed_until_ms = clock_.now + kDay;
    conversations_->edit(system_, conversation, edit);
  }
  // Topics of the change log after `event`.
  std::vector<std::string> topics(std::int64_t event) {
    std::vector<std::string> all;
    database_->read([&](store::Session& db) {
      for (const auto& row : store::changes_after(db, event, 5000)) all.push_back(row.change.topic);
    });
    return all;
  }
  std::int64_t last_event() {
    std::int64_t event = 0;
    database_->read([&](store::Session& db) { event = store::last_event(db); });
    return event;
  }

  std::filesystem::path folder_;
  FakeClock clock_;
  config::Config config_;
  FakeFiles files_;
  const Principal system_ = Principal::system();
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<store::Blobs> blobs_;
  std::unique_ptr<search::Index> index_;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<Directory> directory_;
  std::unique_ptr<Conversations> conversations_;
  std::unique_ptr<Contacts> contacts_;
  std::unique_ptr<Handoffs> handoffs_;
  Principal ana_, bo_, chief_;
};

}  // namespace patchbay::inbox
