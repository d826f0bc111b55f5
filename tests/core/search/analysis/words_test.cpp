#include "core/search/analysis/words.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

using patchbay::search::Token;
using patchbay::search::WordBreaker;

namespace {

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  WordBreaker breaker;
  breaker.each(text, [&](const Token& token) {
    out.push_back((token.kind == Token::Kind::whole ? "=" : "") + std::string{token.raw});
  });
  return out;
}

using Words = std::vector<std::string>;

}  // namespace

TEST(WordBreaker, SplitsAtSpacesAndPunctuation) {
  EXPECT_EQ(words("Hello, world! (again)"), (Words{"Hello", "world", "again"}));
  EXPECT_EQ(words("Как да отворя файл?"), (Words{"Как", "да", "отворя", "файл"}));
  EXPECT_EQ(words("Tải lên tệp…"), (Words{"Tải", "lên", "tệp"}));
  EXPECT_EQ(words(""), Words{});
  EXPECT_EQ(words(" \t\n-- "), Words{});
}

TEST(WordBreaker, KeepsApostrophesInsideWords) {
  EXPECT_EQ(words("can't 'quoted' don’t"), (Words{"can't", "quoted", "don’t"}));
}

TEST(WordBreaker, KeepsCombiningMarksWithTheirLetter) {
  EXPECT_EQ(words("Ti\u00EA\u0301ng Vie\u0323\u0302t"), (Words{"Ti\u00EA\u0301ng", "Vie\u0323\u0302t"}));
}

TEST(WordBreaker, GivesCompoundsInPartsAndWhole) {
  EXPECT_EQ(words("Windows-10"), (Words{"Windows", "10", "=Windows10"}));
  EXPECT_EQ(words("e-mail"), (Words{"e", "mail", "=email"}));
  EXPECT_EQ(words("outlook.com"), (Words{"outlook", "com", "=outlookcom"}));
  EXPECT_EQ(words("Windows10"), (Words{"Windows", "10", "=Windows10"}));
}

TEST(WordBreaker, KeepsDotsBetweenDigits) {
  EXPECT_EQ(words("5.1.90"), (Words{"5", "1", "90", "=5.1.90"}));
  EXPECT_EQ(words("report2.txt"), (Words{"report", "2", "=report2", "txt", "=report2txt"}));
}

TEST(WordBreaker, DoesNotJoinSentences) {
  EXPECT_EQ(words("the end.Then more"), (Words{"the", "end", "Then", "more"}));
}

TEST(WordBreaker, KeepsCodesInOnePiece) {
  EXPECT_EQ(words("0x8004de80"), (Words{"0x8004de80", "=8004de80"}));
  EXPECT_EQ(words("01ARZ3NDEKTSV4RRFFQ69G5FAV"), (Words{"01ARZ3NDEKTSV4RRFFQ69G5FAV"}));
  EXPECT_EQ(words("c2r f3"), (Words{"c2r", "f3"}));
}

TEST(WordBreaker, DoesNotKeepLongPathsInOnePiece) {
  for (const std::string& word : words("a-b-c-d-e https://example.com/one/two?three=4")) {
    EXPECT_TRUE(word[0] != '=' || word == "=examplecom") << word;
  }
}

TEST(WordBreaker, PairsIdeographs) {
  EXPECT_EQ(words("重置密码"), (Words{"重置", "置密", "密码"}));
  EXPECT_EQ(words("字"), (Words{"字"}));
  EXPECT_EQ(words("Excel文件"), (Words{"Excel", "文件"}));
}

TEST(WordBreaker, BreaksScriptsWithoutSpacesByDictionary) {
  const Words found = words("รีเซ็ตรหัสผ่าน");
  EXPECT_GT(found.size(), 1U);
  std::string joined;
  for (const std::string& word : found) joined += word;
  EXPECT_EQ(joined, "รีเซ็ตรหัสผ่าน");
}

TEST(WordBreaker, TakesAnyBytes) {
  std::mt19937 random{7};
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 80, '\0');
    for (char& c : text) c = static_cast<char>(random());
    WordBreaker breaker;
    breaker.each(text, [&](const Token& token) {
      ASSERT_LT(token.begin, token.end);
      ASSERT_LE(token.end, text.size());
      ASSERT_FALSE(token.raw.empty());
    });
  }
}
