#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include <liboath/oath.h>

#include "core/base/error.hpp"
#include "core/base/sealing.hpp"
#include "core/inbox/inbox.hpp"
#include "core/inbox/one_time_code.hpp"
#include "tests/core/store/temporary_store.hpp"

namespace patchbay::inbox {
namespace {

const std::string kRfcSecret = "12345678901234567890";
const std::string kPassword = "correct horse battery";

TEST(OneTimeCode, IsTheOneOfTheStandard) {
  EXPECT_EQ(totp_step(kRfcSecret, "287082", 59'000, 0), 1);
  EXPECT_EQ(totp_step(kRfcSecret, "081804", 1'111'111'109'000, 0), 37037036);
  EXPECT_EQ(totp_step(kRfcSecret, "005924", 1'234'567'890'000, 0), 41152263);
  EXPECT_EQ(totp_step(kRfcSecret, " 279 037", 2'000'000'000'000, 0), 66666666);
}

TEST(OneTimeCode, CountsForItsNeighboursAndOnce) {
  EXPECT_TRUE(totp_step(kRfcSecret, "287082", 59'000 + 30'000, 0));
  EXPECT_TRUE(totp_step(kRfcSecret, "287082", 59'000 - 30'000, 0));
  EXPECT_FALSE(totp_step(kRfcSecret, "287082", 59'000 + 60'000, 0));
  EXPECT_FALSE(totp_step(kRfcSecret, "287082", 59'000, 1));
  for (const char* wrong : {"", "000000", "28708", "2870822", "abcdef"}) EXPECT_FALSE(totp_step(kRfcSecret, wrong, 59'000, 0)) << wrong;
}

TEST(OneTimeCode, RecoveryCodesAreTenAndReadableHoweverTheyAreTyped) {
  const auto codes = new_recovery_codes();
  ASSERT_EQ(codes.size(), 10u);
  EXPECT_EQ(codes[0].size(), 19u);
  std::string typed = codes[0];
  std::ranges::transform(typed, typed.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  typed.erase(typed.find('-'), 1);
  EXPECT_EQ(recovery_code_hash(" " + typed), recovery_code_hash(codes[0]));
  EXPECT_NE(recovery_code_hash(codes[0]), recovery_code_hash(codes[1]));
  EXPECT_EQ(recovery_code_hash("123456"), "");
}

TEST(Sealing, OpensWithItsKeyOnlyAndNotWhenChanged) {
  const std::string key(32, 'k'), sealed = seal(key, "secret");
  EXPECT_EQ(unseal(key, sealed), "secret");
  EXPECT_EQ(sealed.find("secret"), std::string::npos);
  EXPECT_NE(seal(key, "secret"), sealed);
  EXPECT_EQ(unseal(std::string(32, 'x'), sealed), std::nullopt);
  std::string changed = sealed;
  changed[30] = changed[30] == 'A' ? 'B' : 'A';
  EXPECT_EQ(unseal(key, changed), std::nullopt);
  EXPECT_EQ(unseal(key, ""), std::nullopt);
}

class FakeClock final : public Clock {
 public:
  std::int64_t now_ms() const override { return now; }
  std::int64_t steady_ms() const override { return now; }
  std::int64_t now = 1'790'000'000'000;
};

class TwoSteps : public testing::Test {
 protected:
  TwoSteps() {
    inbox.add_agent(Principal::system(), "ana@example.com", "Ana", Kind::agent, {}, kPassword);
    ana = inbox.login("ana@example.com", kPassword).principal;
  }
  void later(std::int64_t seconds = 60) { clock.now += seconds * 1000; }
  std::string code() const {
    char* raw = nullptr;
    std::size_t size = 0;
    oath_base32_decode(secret.data(), secret.size(), &raw, &size);
    std::array<char, 7> text{};
    oath_totp_generate(raw, size, clock.now / 1000, 30, 0, 6, text.data());
    std::free(raw);
    return text.data();
  }
  TwoStepOn turn_on() {
    const TwoStepSetup setup = inbox.begin_two_step(ana);
    secret = setup.secret;
    EXPECT_EQ(setup.uri.find("otpauth://totp/"), 0u);
    TwoStepOn on = inbox.confirm_two_step(ana, code());
    later();
    return on;
  }
  Code refusal(const std::function<void()>& work) {
    try {
      work();
    } catch (const Error& error) {
      return error.code();
    }
    return Code::internal;
  }

  store::TemporaryStore store;
  FakeClock clock;
  search::Index index{*store.database};
  Inbox inbox{*store.database, index, clock};
  Principal ana;
  std::string secret;
};

TEST_F(TwoSteps, AreNotOnUntilTheFirstCodeIsRight) {
  secret = inbox.begin_two_step(ana).secret;
  EXPECT_EQ(refusal([&] { inbox.confirm_two_step(ana, "000000"); }), Code::denied);
  EXPECT_FALSE(inbox.has_two_step(ana));
  EXPECT_FALSE(inbox.login("ana@example.com", kPassword).needs_code);
}

TEST_F(TwoSteps, AskForACodeAndTakeEachOnce) {
  turn_on();
  const SignedIn waiting = inbox.login("ana@example.com", kPassword);
  EXPECT_TRUE(waiting.needs_code);
  EXPECT_TRUE(waiting.token.empty());
  EXPECT_FALSE(inbox.who(waiting.ticket));
  EXPECT_EQ(refusal([&] { inbox.finish_login(waiting.ticket, "000000"); }), Code::denied);
  const std::string now = code();
  const SignedIn signed_in = inbox.finish_login(waiting.ticket, now);
  EXPECT_EQ(inbox.who(signed_in.token)->id, ana.id);
  EXPECT_EQ(refusal([&] { inbox.finish_login(waiting.ticket, now); }), Code::not_found);
  EXPECT_EQ(refusal([&] { inbox.login("ana@example.com", kPassword, {}, now); }), Code::denied);
  later();
  EXPECT_FALSE(inbox.login("ana@example.com", kPassword, {}, code()).token.empty());
}

TEST_F(TwoSteps, AWrongPasswordSaysNothingOfThem) {
  turn_on();
  EXPECT_EQ(refusal([&] { inbox.login("ana@example.com", "not the password", {}, code()); }), Code::denied);
}

TEST_F(TwoSteps, ATicketIsLateAfterFiveMinutesAndNoSignInLink) {
  turn_on();
  const std::string ticket = inbox.login("ana@example.com", kPassword).ticket;
  EXPECT_FALSE(inbox.link(ticket));
  EXPECT_EQ(refusal([&] { inbox.redeem(ticket); }), Code::not_found);
  EXPECT_EQ(refusal([&] { inbox.set_password(ticket, "another good password"); }), Code::not_found);
  later(301);
  EXPECT_EQ(refusal([&] { inbox.finish_login(ticket, code()); }), Code::not_found);
}

TEST_F(TwoSteps, EndEverySessionWhenTheyAreTurnedOnOrOff) {
  const std::string before = inbox.login("ana@example.com", kPassword).token;
  const TwoStepOn on = turn_on();
  EXPECT_FALSE(inbox.who(before));
  EXPECT_TRUE(inbox.who(on.session.token));
  EXPECT_EQ(refusal([&] { inbox.end_two_step(ana, "not the password"); }), Code::denied);
  later();
  const SignedIn after = inbox.end_two_step(ana, kPassword);
  EXPECT_FALSE(inbox.who(on.session.token));
  EXPECT_TRUE(inbox.who(after.token));
  later();
  EXPECT_FALSE(inbox.login("ana@example.com", kPassword).needs_code);
}

TEST_F(TwoSteps, ARecoveryCodeWorksOnce) {
  const TwoStepOn on = turn_on();
  EXPECT_FALSE(inbox.login("ana@example.com", kPassword, {}, on.recovery_codes[3]).token.empty());
  later();
  EXPECT_EQ(refusal([&] { inbox.login("ana@example.com", kPassword, {}, on.recovery_codes[3]); }), Code::denied);
  later();
  EXPECT_FALSE(inbox.login("ana@example.com", kPassword, {}, on.recovery_codes[4]).token.empty());
}

TEST_F(TwoSteps, GuessingCodesIsBounded) {
  turn_on();
  Code last = Code::denied;
  std::string ticket = inbox.login("ana@example.com", kPassword).ticket;
  int tries = 0;
  for (; last == Code::denied && tries < 30; ++tries) last = refusal([&] { inbox.finish_login(ticket, "000000"); });
  EXPECT_EQ(last, Code::limit);
  EXPECT_LE(tries, 12);
}

TEST_F(TwoSteps, AnAdminsResetTakesThemOff) {
  turn_on();
  const std::string token = inbox.reset_agent(Principal::system(), "ana@example.com");
  inbox.set_password(token, "another good password");
  EXPECT_FALSE(inbox.login("ana@example.com", "another good password").needs_code);
}

TEST_F(TwoSteps, TheSecretIsNotInTheStoreAsItIs) {
  turn_on();
  std::string kept;
  store.database->read([&](store::Session& db) {
    db.query("select secret, recovery from two_steps where agent = $1", {ana.id}, [&](const store::Row& row) {
      kept = std::string{row.text(0)} + std::string{row.text(1)};
      return false;
    });
  });
  EXPECT_FALSE(kept.empty());
  EXPECT_EQ(kept.find(secret), std::string::npos);
}

}  // namespace
}  // namespace patchbay::inbox
