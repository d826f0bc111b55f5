#include "report.hpp"

#include <gtest/gtest.h>

#include "rating.hpp"

namespace patchbay::insights {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Csv, RunsNothingInASpreadsheet) {
  const Table table =
      gaps_table({{"=HYPERLINK(\"x\")", "en", 3, 3}, {"say \"hi\", now", "en", 1, 1}}, Messages{"en"});
  const std::string csv = csv_of(table);
  EXPECT_TRUE(has(csv, "\"'=HYPERLINK(\"\"x\"\")\""));
  EXPECT_TRUE(has(csv, "\"say \"\"hi\"\", now\""));
}

TEST(Report, EscapesWhatPeopleTyped) {
  Counting counting{{0, 86'400'000}, ""};
  Step search;
  search.kind = "search";
  search.who = "ana";
  search.subject = "<script>alert(1)</script>";
  Step handoff = search;
  handoff.kind = "handoff";
  counting.feed(search);
  counting.feed(handoff);
  const std::string page = report_page({{0, 86'400'000}, "\"><b>"}, counting.figures(),
                                       {{"<img src=x>", "en", 1, 1}}, {"en"}, Messages{"en"});
  EXPECT_FALSE(has(page, "<script>"));
  EXPECT_FALSE(has(page, "<img"));
  EXPECT_FALSE(has(page, "<b>"));
  EXPECT_TRUE(has(page, "Searched: &lt;script&gt;"));
}

TEST(Ratings, AreReadStrictly) {
  EXPECT_EQ(read_rating(R"({"conversation":"01A","score":5})").score, 5);
  EXPECT_EQ(read_rating(R"({"conversation":"01A","score":1,"effort":2,"repeated":true})").effort, 2);
  for (const char* wrong :
       {"", "[]", "{}", R"({"conversation":"01A"})", R"({"conversation":"01A","score":6})",
        R"({"conversation":"01A","score":"5"})", R"({"conversation":"01A","score":4.5})", R"({"score":5})",
        R"({"conversation":"01A","score":5,"effort":0})"})
    EXPECT_THROW(read_rating(wrong), std::invalid_argument) << wrong;
  EXPECT_THROW(
      read_rating("{\"conversation\":\"01A\",\"score\":5,\"comment\":\"" + std::string(3000, 'x') + "\"}"),
      std::invalid_argument);
}

}  // namespace
}  // namespace patchbay::insights
