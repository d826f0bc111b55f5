#include "core/search/analysis/analyser.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/search/analysis/fold.hpp"

using patchbay::search::Analyser;
using patchbay::search::fold_case;
using patchbay::search::fold_marks;
using patchbay::search::Language;
using patchbay::search::language_of;
using patchbay::search::Occurrence;
using patchbay::search::Reading;

namespace {

std::string term(std::string_view word, std::string_view locale) {
  Analyser analyser;
  return analyser.form(word, language_of(locale)).term;
}

std::string surface(std::string_view word, std::string_view locale) {
  Analyser analyser;
  return analyser.form(word, language_of(locale)).surface;
}

std::vector<std::string> readings(std::string_view word, const std::vector<std::string>& locales) {
  std::vector<const Language*> languages;
  for (const std::string& locale : locales) languages.push_back(&language_of(locale));
  Analyser analyser;
  std::vector<std::string> out;
  for (const Reading& reading : analyser.readings(word, languages)) out.push_back(reading.term);
  return out;
}

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

TEST(Fold, TakesCaseAndCompatibilityFormsAway) {
  EXPECT_EQ(fold_case("OUTLOOK"), "outlook");
  EXPECT_EQ(fold_case("ﬁle"), "file");
  EXPECT_EQ(fold_case("Ｗｉｎｄｏｗｓ"), "windows");
  EXPECT_EQ(fold_case("ФАЙЛ"), "файл");
  EXPECT_EQ(fold_case("Straße"), "strasse");
  EXPECT_EQ(fold_case("don’t"), "don't");
  EXPECT_EQ(fold_case("pass\u00ADword"), "password");
}

TEST(Fold, ComposesWhatWasTypedInPieces) {
  EXPECT_EQ(fold_case("Tie\u0302\u0301ng"), "ti\u1EBFng");
}

TEST(Fold, TakesMarksAway) {
  EXPECT_EQ(fold_marks("khắc"), "khac");
  EXPECT_EQ(fold_marks("đường"), "duong");
  EXPECT_EQ(fold_marks("søgeø"), "sogeo");
  EXPECT_EQ(fold_marks("ünï"), "uni");
  EXPECT_EQ(fold_marks("ёлка"), "елка");
  EXPECT_EQ(fold_marks("ʻά"), "ʻα");
}

TEST(Fold, KeepsLettersThatOnlyLookMarked) {
  EXPECT_EQ(fold_marks("файл"), "файл");
  EXPECT_EQ(fold_marks("हिन्दी"), "हिन्दी");
}

TEST(Analyser, StemsByTheLanguageOfTheDocument) {
  EXPECT_EQ(term("connections", "en"), term("connected", "en"));
  EXPECT_EQ(term("Häuser", "de"), term("haus", "de"));
  EXPECT_EQ(term("flickorna", "sv"), term("flicka", "sv"));
  EXPECT_EQ(term("файловете", "bg"), term("файл", "bg"));
  EXPECT_EQ(term("файлами", "ru"), term("файл", "ru"));
}

TEST(Analyser, TakesLatinWordsOfOtherScriptsForEnglish) {
  EXPECT_EQ(term("Windows", "bg"), term("windows", "en"));
  EXPECT_EQ(term("Windows", "vi"), term("windows", "en"));
  EXPECT_EQ(term("settings", "ru"), term("setting", "en"));
}

TEST(Analyser, FoldsVietnameseAndKeepsTheExactForm) {
  EXPECT_EQ(term("Khắc", "vi"), "khac");
  EXPECT_EQ(surface("Khắc", "vi"), "khắc");
  EXPECT_EQ(term("đổi", "vi"), term("doi", "vi"));
}

TEST(Analyser, LeavesTonelessVietnameseAlone) {
  for (const std::string word :
       {"nguyen", "thuong", "nghe", "khoe", "quy", "thuy", "ly", "duoc", "cach", "su"}) {
    EXPECT_EQ(term(word, "vi"), word);
  }
}

TEST(Analyser, ForgetsApostrophes) {
  EXPECT_EQ(term("can't", "en"), term("cant", "en"));
  EXPECT_EQ(term("user’s", "en"), term("user", "en"));
}

TEST(Analyser, DropsElidedArticles) {
  EXPECT_EQ(term("l'adresse", "fr"), term("adresse", "fr"));
  EXPECT_EQ(term("dell'anno", "it"), term("anno", "it"));
}

TEST(Analyser, FindsBothSpellingsOfUmlauts) {
  EXPECT_TRUE(has(readings("Mueller", {"de"}), term("Müller", "de")));
  EXPECT_TRUE(has(readings("Muller", {"de"}), term("Müller", "de")));
  EXPECT_TRUE(has(readings("Aarhus", {"da"}), term("Århus", "da")));
  EXPECT_FALSE(has(readings("Mueller", {"en"}), term("Müller", "en")));
}

TEST(Analyser, AsksEveryLanguageOnce) {
  EXPECT_EQ(readings("windows", {"en", "bg", "vi"}).size(), 1U);
  EXPECT_EQ(readings("text", {"en", "de"}).size(), 1U);
  EXPECT_EQ(readings("Häuser", {"en", "de"}).size(), 2U);
}

TEST(Analyser, GivesEveryWordItsPlace) {
  Analyser analyser;
  const std::string text = "Reset the Windows-10 password";
  std::vector<std::string> found;
  analyser.each(text, "en", [&](const Occurrence& word) {
    found.push_back(text.substr(word.begin, word.end - word.begin));
  });
  EXPECT_EQ(found, (std::vector<std::string>{"Reset", "the", "Windows", "10", "Windows-10", "password"}));
}

TEST(Analyser, RemembersNoMoreThanItsBound) {
  Analyser analyser;
  const Language& english = language_of("en");
  for (int i = 0; i < 30000; ++i) {
    EXPECT_EQ(analyser.form("word" + std::to_string(i), english).surface, "word" + std::to_string(i));
    analyser.forget_if_full();
  }
}

TEST(LanguageOf, ReadsRegionsAndCase) {
  EXPECT_EQ(language_of("en-GB").code, "en");
  EXPECT_EQ(language_of("BG_bg").code, "bg");
  EXPECT_EQ(language_of("xx").code, "");
  EXPECT_EQ(language_of("").code, "");
  EXPECT_EQ(language_of("english").code, "");
}
