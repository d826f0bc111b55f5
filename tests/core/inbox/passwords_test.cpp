#include "core/inbox/passwords.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "core/base/error.hpp"

namespace patchbay::inbox {
namespace {

bool allowed(std::string_view password,
             std::vector<std::string> words = {"Ana Petrova", "Ana", "Petrova", "ana@example.com", "ana",
                                               "Example"}) {
  try {
    check_password(password, words);
    return true;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::invalid);
    return false;
  }
}

TEST(PasswordRules, AskForTwelveToTwoHundredAndFiftySixBytes) {
  EXPECT_FALSE(allowed("short-one-1"));
  EXPECT_TRUE(allowed("long-enough-1"));
  EXPECT_TRUE(allowed(std::string(20, 'a') + std::string(230, 'b') + "cdefgh"));
  EXPECT_FALSE(allowed(std::string(20, 'a') + std::string(231, 'b') + "cdefgh"));
}

TEST(PasswordRules, RefuseNameAddressAndSite) {
  EXPECT_FALSE(allowed("ana@example.com"));
  EXPECT_FALSE(allowed("Ana Petrova12"));
  EXPECT_FALSE(allowed("petrovaPETROVA"));
  EXPECT_FALSE(allowed("Example12345"));
  EXPECT_TRUE(allowed("petrova went to market"));
}

TEST(PasswordRules, RefuseAFewCharactersRepeated) {
  EXPECT_FALSE(allowed("abababababababab"));
}

TEST(Passwords, KnowTheRightOneAndNoOther) {
  Passwords passwords;
  const std::string stored = passwords.hash("correct horse battery");
  EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << stored;
  EXPECT_TRUE(passwords.matches(stored, "correct horse battery"));
  EXPECT_FALSE(passwords.matches(stored, "correct horse batterz"));
  EXPECT_FALSE(passwords.matches(stored, ""));
  EXPECT_NE(stored, passwords.hash("correct horse battery")) << "every hash has its own salt";
}

TEST(Passwords, NothingMatchesAnAccountWithoutPassword) {
  Passwords passwords;
  EXPECT_FALSE(passwords.matches("", ""));
  EXPECT_FALSE(passwords.matches("", "anything at all"));
  EXPECT_FALSE(passwords.matches("not a hash", "anything at all"));
}

TEST(Passwords, AFullQueueRefusesAtOnce) {
  Passwords passwords{0};
  try {
    passwords.hash("correct horse battery");
    FAIL() << "a queue of none took one";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::limit);
  }
}

TEST(Passwords, ServeManyCallersOneAfterTheOther) {
  Passwords passwords;
  const std::string stored = passwords.hash("correct horse battery");
  std::vector<std::jthread> callers;
  std::atomic<int> right = 0;
  for (int i = 0; i < 4; ++i)
    callers.emplace_back([&] { right += passwords.matches(stored, "correct horse battery") ? 1 : 0; });
  callers.clear();
  EXPECT_EQ(right, 4);
}

}  // namespace
}  // namespace patchbay::inbox
