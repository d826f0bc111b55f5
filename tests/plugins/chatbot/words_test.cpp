#include "words.hpp"

#include <gtest/gtest.h>

namespace patchbay::chatbot {
namespace {

TEST(Words, BringWaysOfTypingTogether) {
  EXPECT_EQ(folded_text("Where's my ORDER?"), "wheres my order ?");
  EXPECT_EQ(folded_text("Đơn hàng của tôi đâu"), folded_text("don hang cua toi dau"));
  EXPECT_EQ(folded_text("Къде е поръчката"), folded_text("kade e porachkata"));
  EXPECT_EQ(folded_text("чешит"), folded_text("4e6it"));
  EXPECT_EQ(folded_text("ｏｒｄｅｒ"), "order");
}

TEST(Words, KeepNumbersThatAreNumbers) {
  EXPECT_EQ(folded_text("order 4641 and a1234"), "order 4641 and a1234");
}

TEST(Words, ReadComposedAndDecomposedTextAlike) {
  EXPECT_EQ(words_of("trả hàng"), words_of("tra\xCC\x89 ha\xCC\x80ng"));
  EXPECT_EQ(folded_text("мой"), folded_text("мои\xCC\x86"));
}

TEST(Words, TakeEachIdeographAlone) {
  EXPECT_EQ(words_of("退货 now").size(), 3u);
}

TEST(Words, BearWhatIsNoText) {
  EXPECT_EQ(folded_text("a\xFF\xFE b\xC3"), "a b");
  EXPECT_TRUE(words_of("").empty());
  EXPECT_TRUE(words_of("\xE2\x80\x8B ...").empty());
  EXPECT_LE(words_of(std::string(200'000, 'x')).front().exact.size(), kMostBytes);
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "a ";
  EXPECT_LE(words_of(many).size(), kMostWords);
}

}  // namespace
}  // namespace patchbay::chatbot
