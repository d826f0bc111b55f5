#include "core/inbox/inbox.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"

namespace patchbay::inbox {
namespace {

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;
const std::string kPassword = "correct horse battery";

class FakeClock final : public Clock {
 public:
  std::int64_t now_ms() const override { return now; }
  std::int64_t steady_ms() const override { return now - 1'700'000'000'000; }
  std::int64_t now = 1'790'000'000'000;
};

JourneyEntry entry(const std::string& kind, const std::string& contact, json::object data,
                   const std::string& page = "/") {
  JourneyEntry made;
  made.kind = kind;
  made.locale = "en";
  made.page = page;
  made.contact = contact;
  made.data = std::move(data);
  return made;
}
JourneyEntry summary(json::object data) {
  return entry("", "", std::move(data));
}

Settings defaults() {
  Settings settings;
  settings.site_name = "Example Shop";
  settings.public_url = "https://help.example.com";
  return settings;
}

class People : public testing::Test {
 protected:
  People() {
    std::string name = (std::filesystem::temp_directory_path() / "patchbay-inbox-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    store::Options options;
    options.directory = folder_.string();
    database_ = store::Database::open(options);
    index_ = std::make_unique<search::Index>(*database_);
    inbox_ = std::make_unique<Inbox>(*database_, *index_, clock_, defaults());
  }
  ~People() override {
    inbox_.reset();
    index_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  // The code of the error `action` throws; nullopt when it does not.
  template <typename Action>
  static std::optional<Code> refusal(Action&& action) {
    try {
      action();
    } catch (const Error& error) {
      return error.code();
    }
    return std::nullopt;
  }
  void add_ana(Kind role = Kind::agent) {
    inbox_->add_agent(system_, "Ana@Example.com", "Ana Petrova", role, {"vip"}, kPassword);
  }
  Person ben(std::vector<std::string> groups = {}) {
    return {.id = {},
            .email = "ben@example.com",
            .name = "Ben",
            .contact = {},
            .kind = Kind::employee,
            .groups = std::move(groups)};
  }
  bool stored(const std::string& needle) {  // anywhere in the data folder
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in{entry.path(), std::ios::binary};
      if (std::string{std::istreambuf_iterator<char>{in}, {}}.find(needle) != std::string::npos) return true;
    }
    return false;
  }

  std::filesystem::path folder_;
  FakeClock clock_;
  const Principal system_ = Principal::system();
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<search::Index> index_;
  std::unique_ptr<Inbox> inbox_;
};

TEST_F(People, AnAgentSignsInWithTheRightPasswordOnly) {
  add_ana();
  const SignedIn ana = inbox_->login(" ana@EXAMPLE.com ", kPassword);
  EXPECT_EQ(ana.principal.kind, Kind::agent);
  EXPECT_EQ(ana.principal.groups, std::vector<std::string>{"vip"});
  const auto who = inbox_->who(ana.token);
  ASSERT_TRUE(who);
  EXPECT_EQ(who->email, "ana@example.com");
  EXPECT_EQ(who->session, ana.principal.session);
  EXPECT_EQ(refusal([&] { inbox_->login("ana@example.com", "wrong horse battery"); }), Code::denied);
  EXPECT_EQ(refusal([&] { inbox_->login("ana@example.com", ""); }), Code::denied);
}

TEST_F(People, AnUnknownAccountIsAnsweredLikeAWrongPassword) {
  add_ana();
  std::string unknown, wrong;
  try {
    inbox_->login("nobody@example.com", kPassword);
  } catch (const Error& error) {
    unknown = error.what();
  }
  try {
    inbox_->login("ana@example.com", "wrong horse battery");
  } catch (const Error& error) {
    wrong = error.what();
  }
  EXPECT_FALSE(unknown.empty());
  EXPECT_EQ(unknown, wrong);
}

TEST_F(People, GuessingIsStoppedPerAccountAndPerAddressWhetherItExistsOrNot) {
  add_ana();
  for (const std::string account : {"ana@example.com", "nobody@example.com"}) {
    for (int i = 0; i < 5; ++i)
      EXPECT_EQ(refusal([&] { inbox_->login(account, std::string(300, 'x')); }), Code::denied);
    EXPECT_EQ(refusal([&] { inbox_->login(account, kPassword); }), Code::limit) << account;
  }
  int refused = 0;
  for (int i = 0; i < 25; ++i)
    if (refusal([&] {
          inbox_->login("a" + std::to_string(i) + "@example.com", std::string(300, 'x'), "192.0.2.1");
        }) == Code::limit)
      ++refused;
  EXPECT_EQ(refused, 5);
  clock_.now += kMinute;
  EXPECT_NO_THROW(inbox_->login("ana@example.com", kPassword));
}

TEST_F(People, NoTokenAndNoPasswordIsStoredInClear) {
  add_ana();
  const SignedIn ana = inbox_->login("ana@example.com", kPassword);
  const std::string api = inbox_->make_api_token(system_, "ana@example.com");
  const std::string link = inbox_->invite_person(system_, ben());
  for (const std::string& secret : {ana.token, api, link, kPassword}) EXPECT_FALSE(stored(secret));
  EXPECT_TRUE(stored(sha256_hex(api)));
}

TEST_F(People, AnAgentsSessionEndsAfterThirtyIdleMinutesAndTwelveHours) {
  add_ana();
  const SignedIn idle = inbox_->login("ana@example.com", kPassword);
  clock_.now += 30 * kMinute;
  EXPECT_FALSE(inbox_->who(idle.token));

  const SignedIn busy = inbox_->login("ana@example.com", kPassword);
  const std::int64_t start = clock_.now;
  while (clock_.now + 20 * kMinute < start + 12 * kHour) {
    clock_.now += 20 * kMinute;
    ASSERT_TRUE(inbox_->who(busy.token)) << "sliding: minute " << (clock_.now - start) / kMinute;
    database_->write("wait", [](store::Write&) {});  // the touch before it is stored now
  }
  clock_.now = start + 12 * kHour;
  EXPECT_FALSE(inbox_->who(busy.token));
}

TEST_F(People, DisablingAnAgentEndsSessionsTokensAndLinks) {
  add_ana();
  const SignedIn ana = inbox_->login("ana@example.com", kPassword);
  const std::string api = inbox_->make_api_token(system_, "ana@example.com");
  const std::string link = inbox_->reset_agent(system_, "ana@example.com");
  inbox_->set_password(link, kPassword);
  const SignedIn again = inbox_->login("ana@example.com", kPassword);
  std::vector<std::string> told;
  inbox_->on_revoked([&](const std::string& id) { told.push_back(id); });
  ASSERT_TRUE(inbox_->who(again.token));
  ASSERT_TRUE(inbox_->who(api));
  inbox_->set_agent_enabled(system_, "ana@example.com", false);
  EXPECT_FALSE(inbox_->who(again.token));
  EXPECT_FALSE(inbox_->who(api));
  EXPECT_EQ(refusal([&] { inbox_->login("ana@example.com", kPassword); }), Code::denied);
  EXPECT_EQ(told, std::vector<std::string>{ana.principal.id});
  inbox_->set_agent_enabled(system_, "ana@example.com", true);
  EXPECT_FALSE(inbox_->who(again.token)) << "what ended stays ended";
  EXPECT_NO_THROW(inbox_->login("ana@example.com", kPassword));
}

TEST_F(People, ANewPasswordEndsEverySession) {
  add_ana();
  const SignedIn before = inbox_->login("ana@example.com", kPassword);
  const std::string link = inbox_->reset_agent(system_, "ana@example.com");
  EXPECT_FALSE(inbox_->who(before.token));
  EXPECT_EQ(refusal([&] { inbox_->login("ana@example.com", kPassword); }), Code::denied)
      << "reset takes the old one away";
  inbox_->set_password(link, "another horse battery");
  EXPECT_NO_THROW(inbox_->login("ana@example.com", "another horse battery"));
}

TEST_F(People, ASetUpLinkWorksOnceAndForThreeDays) {
  const std::string link =
      inbox_->add_agent(system_, "ana@example.com", "Ana", Kind::agent, {}, std::nullopt);
  ASSERT_EQ(inbox_->link(link)->purpose, Purpose::set_password);
  EXPECT_EQ(inbox_->link(link)->email, "ana@example.com");
  EXPECT_EQ(refusal([&] { inbox_->set_password(link, "too short"); }), Code::invalid);
  inbox_->set_password(link, kPassword);
  EXPECT_FALSE(inbox_->link(link));
  EXPECT_EQ(refusal([&] { inbox_->set_password(link, kPassword); }), Code::not_found);
  const std::string late = inbox_->reset_agent(system_, "ana@example.com");
  clock_.now += 3 * kDay;
  EXPECT_FALSE(inbox_->link(late));
  EXPECT_EQ(refusal([&] { inbox_->set_password(late, kPassword); }), Code::not_found);
}

TEST_F(People, ANewLinkEndsTheOneBefore) {
  const std::string first = inbox_->invite_person(system_, ben());
  const std::string second = inbox_->invite_person(system_, ben());
  EXPECT_FALSE(inbox_->link(first));
  EXPECT_TRUE(inbox_->link(second));
}

TEST_F(People, WhatIsNoTokenIsRefusedUnasked) {
  const std::string link = inbox_->invite_person(system_, ben());
  for (const std::string& token : {std::string{}, std::string{" "}, std::string{"NULL"}, link + "x",
                                   link.substr(1), std::string(43, '%')}) {
    EXPECT_FALSE(inbox_->who(token));
    EXPECT_FALSE(inbox_->link(token));
    EXPECT_EQ(refusal([&] { inbox_->redeem(token); }), Code::not_found);
  }
}

TEST_F(People, AnInvitedEmployeeSignsInOnceWithTheLink) {
  const std::string link = inbox_->invite_person(system_, ben({"warehouse"}));
  EXPECT_EQ(inbox_->person_behind(link)->name, "Ben");
  EXPECT_FALSE(inbox_->agent_behind(link));
  const SignedIn signed_in = inbox_->redeem(link);
  EXPECT_EQ(signed_in.principal.kind, Kind::employee);
  EXPECT_EQ(inbox_->who(signed_in.token)->groups, std::vector<std::string>{"warehouse"});
  EXPECT_EQ(refusal([&] { inbox_->redeem(link); }), Code::not_found);
  clock_.now += kDay;
  EXPECT_FALSE(inbox_->who(signed_in.token)) << "24 idle hours";
}

TEST_F(People, FewerGroupsEndTheOldSession) {
  const SignedIn ben_in = inbox_->redeem(inbox_->invite_person(system_, ben({"warehouse"})));
  inbox_->invite_person(system_, ben({"warehouse"}));
  EXPECT_TRUE(inbox_->who(ben_in.token)) << "the same rights: the session goes on";
  inbox_->invite_person(system_, ben());
  EXPECT_FALSE(inbox_->who(ben_in.token));
}

TEST_F(People, ALinkIsGoodForItsOwnPurposeOnly) {
  const std::string agent =
      inbox_->add_agent(system_, "ana@example.com", "Ana", Kind::agent, {}, std::nullopt);
  const std::string person = inbox_->invite_person(system_, ben());
  EXPECT_EQ(refusal([&] { inbox_->redeem(agent); }), Code::not_found);
  EXPECT_EQ(refusal([&] { inbox_->set_password(person, kPassword); }), Code::not_found);
  EXPECT_EQ(refusal([&] { inbox_->make_first_admin(person, "eve@example.com", "Eve", kPassword); }),
            Code::not_found);
  EXPECT_TRUE(inbox_->link(agent)) << "a wrong use does not use it up";
  EXPECT_TRUE(inbox_->link(person));
}

TEST_F(People, TheFirstAdminIsMadeOnceWithTheTokenOfTheConsole) {
  const auto first = inbox_->first_admin_token();
  const auto second = inbox_->first_admin_token();
  ASSERT_TRUE(second);
  EXPECT_FALSE(inbox_->link(*first)) << "a restart prints a new one";
  EXPECT_EQ(inbox_->link(*second)->purpose, Purpose::first_admin);
  EXPECT_EQ(refusal([&] { inbox_->make_first_admin(*second, "ana@example.com", "Ana", "help.example.com"); }),
            Code::invalid);
  const SignedIn ana = inbox_->make_first_admin(*second, "ana@example.com", "Ana", kPassword);
  EXPECT_EQ(inbox_->who(ana.token)->kind, Kind::admin);
  EXPECT_FALSE(inbox_->first_admin_token());
  EXPECT_EQ(refusal([&] { inbox_->make_first_admin(*second, "eve@example.com", "Eve", kPassword); }),
            Code::not_found);
}

TEST_F(People, AFirstAdminTokenIsWorthNothingOnceThereIsAnAgent) {
  const auto token = inbox_->first_admin_token();
  add_ana(Kind::admin);
  EXPECT_FALSE(inbox_->link(*token));
  EXPECT_EQ(refusal([&] { inbox_->make_first_admin(*token, "eve@example.com", "Eve", kPassword); }),
            Code::not_found);
}

TEST_F(People, OnlyAdminsAndTheSystemManageAccounts) {
  add_ana();
  for (const Kind kind : {Kind::visitor, Kind::customer, Kind::employee, Kind::agent}) {
    Principal by;
    by.kind = kind;
    EXPECT_EQ(refusal([&] { inbox_->add_agent(by, "eve@example.com", "Eve", Kind::admin, {}, kPassword); }),
              Code::denied);
    EXPECT_EQ(refusal([&] { inbox_->set_agent_enabled(by, "ana@example.com", false); }), Code::denied);
    EXPECT_EQ(refusal([&] { inbox_->reset_agent(by, "ana@example.com"); }), Code::denied);
    EXPECT_EQ(refusal([&] { inbox_->make_api_token(by, "ana@example.com"); }), Code::denied);
    EXPECT_EQ(refusal([&] { inbox_->revoke_api_tokens(by, "ana@example.com"); }), Code::denied);
    EXPECT_EQ(refusal([&] { inbox_->invite_person(by, ben()); }), Code::denied);
    EXPECT_EQ(refusal([&] { inbox_->export_person(by, "ben@example.com"); }), Code::denied);
    EXPECT_EQ(refusal([&] { inbox_->erase_person(by, "ben@example.com"); }), Code::denied);
    EXPECT_EQ(refusal([&] { inbox_->agents(by); }).has_value(), kind != Kind::agent);
  }
}

TEST_F(People, AnAddressBelongsToOneAgent) {
  add_ana();
  EXPECT_EQ(refusal([&] { add_ana(); }), Code::conflict);
  EXPECT_EQ(
      refusal([&] { inbox_->add_agent(system_, "not an address", "X", Kind::agent, {}, std::nullopt); }),
      Code::invalid);
  EXPECT_EQ(refusal([&] { inbox_->reset_agent(system_, "nobody@example.com"); }), Code::not_found);
}

TEST_F(People, AnApiTokenActsAsItsAgentUntilRevoked) {
  add_ana(Kind::admin);
  const std::string token = inbox_->make_api_token(system_, "ana@example.com");
  EXPECT_EQ(inbox_->who(token)->kind, Kind::admin);
  clock_.now += 100 * kDay;
  EXPECT_TRUE(inbox_->who(token));
  inbox_->revoke_api_tokens(system_, "ana@example.com");
  EXPECT_FALSE(inbox_->who(token));
}

TEST_F(People, SigningOutEndsTheSession) {
  add_ana();
  const SignedIn ana = inbox_->login("ana@example.com", kPassword);
  ASSERT_TRUE(inbox_->who(ana.token));
  inbox_->logout(ana.token);
  EXPECT_FALSE(inbox_->who(ana.token));
}

TEST_F(People, AVisitorIsOneContactInOneInboxForThirtyDays) {
  const SignedIn visit = inbox_->start_visit("default", "bg");
  const auto who = inbox_->who(visit.token);
  ASSERT_TRUE(who);
  EXPECT_EQ(who->kind, Kind::visitor);
  EXPECT_EQ(who->inbox, "default");
  EXPECT_FALSE(who->contact.empty());
  EXPECT_FALSE(who->verified);
  EXPECT_NE(inbox_->start_visit("default", "bg").principal.contact, who->contact);
  clock_.now += 30 * kDay;
  EXPECT_FALSE(inbox_->who(visit.token));
}

TEST_F(People, AJourneyBelongsToItsContact) {
  const Principal visitor = inbox_->start_visit("default", "en").principal;
  const Principal other = inbox_->start_visit("default", "en").principal;
  inbox_->record(visitor, entry("search", visitor.contact, {{"q", "refund"}, {"hits", 3}}));
  clock_.now += 1000;
  inbox_->record(visitor, entry("page", visitor.contact, {}, "/kb/refunds"));
  const auto entries = inbox_->journey(visitor, visitor.contact, 10);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].kind, "page") << "newest first";
  EXPECT_EQ(entries[1].data.at("q").as_string(), "refund");
  EXPECT_EQ(refusal([&] { inbox_->journey(other, visitor.contact, 10); }), Code::denied);
  EXPECT_EQ(refusal([&] { inbox_->record(other, entry("page", visitor.contact, {})); }), Code::denied);
  EXPECT_EQ(inbox_->journey(system_, visitor.contact, 10).size(), 2u);
}

TEST_F(People, EverybodysJourneysAreReadInOrderAndPageByPageByAgentsOnly) {
  const Principal ana = inbox_->start_visit("default", "en").principal;
  const Principal ben = inbox_->start_visit("default", "bg").principal;
  const std::int64_t began = clock_.now_ms();
  for (int i = 0; i < 7; ++i) {
    const Principal& who = i % 2 == 0 ? ana : ben;
    JourneyEntry step = entry("page", who.contact, {}, "/" + std::to_string(i));
    step.at_ms = began - 6 + i / 2;
    inbox_->record(who, step);
  }
  std::string cursor;
  std::vector<std::string> pages;
  int rounds = 0;
  do {
    for (const JourneyEntry& entry : inbox_->journeys_between(system_, 0, began + 1, cursor, 3))
      pages.push_back(entry.page);
    ++rounds;
  } while (!cursor.empty());
  std::ranges::sort(pages);
  EXPECT_EQ(pages, (std::vector<std::string>{"/0", "/1", "/2", "/3", "/4", "/5", "/6"}));
  EXPECT_EQ(rounds, 3);
  EXPECT_TRUE(inbox_->journeys_between(system_, 0, began - 6, cursor, 3).empty()) << "`to` is not included";
  EXPECT_EQ(refusal([&] { inbox_->journeys_between(ana, 0, began, cursor, 3); }), Code::denied);
  cursor = "nonsense";
  EXPECT_EQ(refusal([&] { inbox_->journeys_between(system_, 0, began, cursor, 3); }), Code::invalid);
}

TEST_F(People, AJourneyTakesDeclaredKindsWithDataThatFits) {
  const Principal visitor = inbox_->start_visit("default", "en").principal;
  const auto read = [&](json::object data) {
    inbox_->record(visitor, entry("read", visitor.contact, std::move(data)));
  };
  EXPECT_EQ(refusal([&] { read({{"seconds", 12}}); }), Code::invalid);
  inbox_->declare_journey("read", [](const json::object& data) {
    if (!data.contains("seconds")) throw Error{Code::invalid, "needs seconds"};
  });
  EXPECT_NO_THROW(read({{"seconds", 12}}));
  EXPECT_EQ(refusal([&] { read({}); }), Code::invalid);
  EXPECT_EQ(refusal([&] { read({{"seconds", std::string(5000, 'x')}}); }), Code::limit);
}

TEST_F(People, AnAnonymousJourneyOnlyCounts) {
  const json::object alone = {
      {"kinds", {"search", "page", "search"}}, {"need", true}, {"solved", true}, {"pathway", "search"}};
  inbox_->record({}, summary(alone));
  inbox_->record({}, summary(alone));
  inbox_->record({},
                 summary({{"kinds", {"page"}}, {"need", false}, {"solved", true}, {"pathway", "search"}}));
  const auto days = inbox_->summaries(system_, "2026-01-01", "2026-12-31");
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0].at("journeys").as_int64(), 3);
  EXPECT_EQ(days[0].at("needs").as_int64(), 2);
  EXPECT_EQ(days[0].at("solved").as_int64(), 2) << "nothing is solved where nothing was needed";
  EXPECT_EQ(refusal([&] { inbox_->record({}, summary({{"kinds", "search"}})); }), Code::invalid);
  EXPECT_EQ(refusal([&] {
              inbox_->record({}, summary({{"kinds", json::array{"<script>"}}}));
            }),
            Code::invalid);
}

TEST_F(People, APersonIsExportedAndErased) {
  const SignedIn signed_in = inbox_->redeem(inbox_->invite_person(system_, ben()));
  inbox_->record(signed_in.principal, entry("search", signed_in.principal.contact, {}, "/canary-page"));
  const std::string exported = json::serialize(inbox_->export_person(system_, "BEN@example.com"));
  EXPECT_NE(exported.find("ben@example.com"), std::string::npos);
  EXPECT_NE(exported.find("/canary-page"), std::string::npos);
  inbox_->erase_person(system_, signed_in.principal.id);
  EXPECT_FALSE(inbox_->who(signed_in.token));
  EXPECT_EQ(refusal([&] { inbox_->export_person(system_, "ben@example.com"); }), Code::not_found);
  EXPECT_TRUE(inbox_->journey(system_, signed_in.principal.contact, 10).empty());
  bool told = false;
  database_->read([&](store::Session& db) {
    for (const auto& change : store::changes_after(db, 0, 1000))
      told = told || change.change.topic == "contact.erased";
  });
  EXPECT_TRUE(told) << "plugins hear of it";
}

TEST_F(People, WhatIsDoneToAccountsIsInTheChangeLog) {
  add_ana();
  inbox_->login("ana@example.com", kPassword);
  inbox_->set_agent_enabled(system_, "ana@example.com", false);
  std::vector<std::string> actions;
  database_->read([&](store::Session& db) {
    for (const auto& change : store::changes_after(db, 0, 1000))
      if (change.change.topic == "audit.recorded")
        actions.emplace_back(parse_object(change.change.json).at("action").as_string());
  });
  EXPECT_EQ(actions, (std::vector<std::string>{"agent.added", "login", "agent.disabled"}));
}

}  // namespace
}  // namespace patchbay::inbox
