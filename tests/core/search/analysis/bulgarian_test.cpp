#include "core/search/analysis/bulgarian.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using patchbay::search::latin_readings;
using patchbay::search::latin_shape;
using patchbay::search::stem_bulgarian;

namespace {

void expect_one_stem(const std::vector<std::string>& words) {
  for (const std::string& word : words)
    EXPECT_EQ(stem_bulgarian(word), stem_bulgarian(words.front())) << word;
}

void expect_read_as(const std::string& latin, const std::string& cyrillic) {
  const std::vector<std::string> shapes = latin_readings(latin);
  const std::string wanted = latin_shape(stem_bulgarian(cyrillic));
  EXPECT_NE(std::find(shapes.begin(), shapes.end(), wanted), shapes.end()) << latin << " for " << wanted;
}

}  // namespace

TEST(BulgarianStem, StripsTheDefiniteArticle) {
  expect_one_stem({"файл", "файла", "файлът", "файлове", "файловете"});
  expect_one_stem({"настройка", "настройката", "настройки", "настройките"});
  expect_one_stem({"инструмент", "инструмента", "инструментът", "инструменти", "инструментите"});
  expect_one_stem({"работа", "работата"});
  expect_one_stem({"сигурност", "сигурността"});
  expect_one_stem({"помощ", "помощта"});
  expect_one_stem({"потребител", "потребителя", "потребителят", "потребители", "потребителите"});
}

TEST(BulgarianStem, BringsNumbersAndGendersTogether) {
  expect_one_stem(
      {"виртуален", "виртуална", "виртуално", "виртуални", "виртуалния", "виртуалният", "виртуалните"});
  expect_one_stem({"нов", "нова", "ново", "нови"});
  expect_one_stem({"организация", "организацията", "организации", "организациите"});
  expect_one_stem({"приложение", "приложението", "приложения", "приложенията"});
  expect_one_stem({"език", "езика", "езикът", "езици", "езиците"});
  expect_one_stem({"прозорец", "прозореца", "прозорци", "прозорците"});
  expect_one_stem({"център", "центъра", "центърът"});
  expect_one_stem({"случай", "случая", "случаи", "случаите"});
}

TEST(BulgarianStem, BringsVerbsAndTheirNounsTogether) {
  expect_one_stem(
      {"актуализиране", "актуализирането", "актуализирам", "актуализирате", "актуализиран", "актуализирани"});
  expect_one_stem({"получаване", "получаването", "получавам", "получават"});
  expect_one_stem({"използване", "използвам", "използвайте", "използвате"});
  expect_one_stem({"отваряне", "отварям", "отваря", "отваряте"});
}

TEST(BulgarianStem, KeepsDifferentWordsApart) {
  EXPECT_NE(stem_bulgarian("файл"), stem_bulgarian("фаза"));
  EXPECT_NE(stem_bulgarian("план"), stem_bulgarian("плащане"));
  EXPECT_NE(stem_bulgarian("поща"), stem_bulgarian("пост"));
}

TEST(BulgarianStem, LeavesShortAndForeignWordsAlone) {
  EXPECT_EQ(stem_bulgarian("да"), "да");
  EXPECT_EQ(stem_bulgarian(""), "");
  EXPECT_EQ(stem_bulgarian("中文字母"), "中文字母");
}

TEST(LatinBulgarian, UnderstandsTheOfficialSpelling) {
  expect_read_as("faylovete", "файловете");
  expect_read_as("nastroyka", "настройка");
  expect_read_as("pomosht", "помощ");
  expect_read_as("greshka", "грешка");
  expect_read_as("poluchavane", "получаване");
  expect_read_as("izklyuchvane", "изключване");
  expect_read_as("organizatsia", "организация");
}

TEST(LatinBulgarian, UnderstandsOtherHabits) {
  expect_read_as("pomo6t", "помощ");
  expect_read_as("gre6ka", "грешка");
  expect_read_as("pari4ki", "парички");
  expect_read_as("izkliuchvane", "изключване");
  expect_read_as("izkljuchvane", "изключване");
  expect_read_as("organizaciq", "организация");
  expect_read_as("organizaciya", "организация");
  expect_read_as("wrazka", "връзка");
  expect_read_as("vruzka", "връзка");
  expect_read_as("vryzka", "връзка");
  expect_read_as("jivot", "живот");
  expect_read_as("zhivot", "живот");
  expect_read_as("xiliadi", "хиляди");
  expect_read_as("faila", "файла");
  expect_read_as("fajlove", "файлове");
}

TEST(LatinBulgarian, UnderstandsTheArticleWithA) {
  expect_read_as("faylat", "файлът");
  expect_read_as("potrebitelyat", "потребителят");
  expect_read_as("tsentar", "център");
}

TEST(LatinBulgarian, TakesNothingThatCannotBeBulgarian) {
  EXPECT_TRUE(latin_readings("365").empty());
  EXPECT_TRUE(latin_readings("файл").empty());
  EXPECT_TRUE(latin_readings("x_y").empty());
  EXPECT_LE(latin_readings("yuyjyxyuyjyxyuyjyx").size(), 8U);
}
