#include "front_matter.hpp"

#include <gtest/gtest.h>

namespace patchbay::kb {
namespace {

FrontMatter read(std::string_view text) {
  Problems problems;
  FrontMatter matter = parse_front_matter(text, problems);
  EXPECT_TRUE(problems.empty()) << (problems.empty() ? "" : told(problems.front()));
  return matter;
}

std::string error_of(std::string_view text) {
  Problems problems;
  try {
    parse_front_matter(text, problems);
  } catch (const SourceError& error) {
    return std::to_string(error.line()) + ": " + error.what();
  }
  return "no error";
}

TEST(FrontMatter, IsEmptyWhereAFileHasNone) {
  const FrontMatter matter = read("# Title\n\ntext\n---\n");
  EXPECT_TRUE(matter.values.empty());
  EXPECT_EQ(matter.body, 0u);
  EXPECT_EQ(matter.body_line, 1);
}

TEST(FrontMatter, GivesScalarsAsTextAndSaysWhereTheBodyStarts) {
  const std::string file =
      "---\ntitle: Track your parcel\norder: 2\nupdated: 2026-05-12\nempty:\nnone: ~\n---\nBody";
  const FrontMatter matter = read(file);
  EXPECT_EQ(to_text(matter.values),
            R"({"title":"Track your parcel","order":"2","updated":"2026-05-12","empty":"","none":""})");
  EXPECT_EQ(file.substr(matter.body), "Body");
  EXPECT_EQ(matter.body_line, 8);
  EXPECT_EQ(matter.line_of("updated"), 4);
}

TEST(FrontMatter, SkipsAByteOrderMarkAndWindowsLineEnds) {
  const std::string file = "\xEF\xBB\xBF---\r\ntitle: \"A\"\r\ntags:\r\n  - one\r\n---\r\nBody\r\n";
  const FrontMatter matter = read(file);
  EXPECT_EQ(to_text(matter.values), R"({"title":"A","tags":["one"]})");
  EXPECT_EQ(file.substr(matter.body), "Body\r\n");
}

TEST(FrontMatter, ReadsListsInEveryForm) {
  EXPECT_EQ(
      to_text(read("---\na: [x, \"y, z\", 'it''s']\nb:\n- one\n- two\nc:\n  - three\nd: []\n---\n").values),
      R"({"a":["x","y, z","it's"],"b":["one","two"],"c":["three"],"d":[]})");
  EXPECT_EQ(to_text(read("---\ntags: [\n  one,\n  two\n]\nnext: yes\n---\n").values),
            R"({"tags":["one","two"],"next":"yes"})");
}

TEST(FrontMatter, KeepsNestedMapsAsTheyAre) {
  EXPECT_EQ(to_text(read("---\nms:\n  author: ana\n  deep:\n    - k: 1\n      l: 2\n    - m\nflow: {a: 1, b: "
                         "[2]}\n---\n")
                        .values),
            R"({"ms":{"author":"ana","deep":[{"k":"1","l":"2"},"m"]},"flow":{"a":"1","b":["2"]}})");
}

TEST(FrontMatter, UnderstandsQuotesEscapesAndCommentsAndContinuedLines) {
  EXPECT_EQ(to_text(read("---\na: \"tab\\tquote \\\" \\u0416\" # why\nb: 'x # y' # z\nc: plain # no\nd: "
                         "one\n  two\n---\n")
                        .values),
            R"({"a":"tab\tquote \" Ж","b":"x # y","c":"plain","d":"one two"})");
}

TEST(FrontMatter, FoldsAndKeepsBlocks) {
  EXPECT_EQ(
      to_text(read("---\nlit: |\n  one\n    two\n\n  three\nfold: >-\n  one\n  two\n\n  three\nend: x\n---\n")
                  .values),
      R"({"lit":"one\n  two\n\nthree\n","fold":"one two\nthree","end":"x"})");
}

TEST(FrontMatter, TakesWhatTranslatorsBreak) {
  EXPECT_EQ(to_text(read("---\nunlocking-an-account ms.custom:\n- \"1\"\nlist:\n  -sap:Teams\n---\n").values),
            R"({"unlocking-an-account ms.custom":["1"],"list":"-sap:Teams"})");
}

TEST(FrontMatter, WarnsOfWhatItUnderstandsAnyway) {
  Problems problems;
  const FrontMatter matter = parse_front_matter("---\ntitle: Error: it broke\ntitle: again\n---\n", problems);
  EXPECT_EQ(to_text(matter.values), R"({"title":"Error: it broke"})");
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].line, 2);
  EXPECT_EQ(problems[0].severity, Severity::warning);
  EXPECT_EQ(problems[1].line, 3);
}

TEST(FrontMatter, NamesTheLineAndTheRemedyOfWhatIsBroken) {
  EXPECT_EQ(error_of("---\ntitle: A\n"),
            "1: the front matter opened here is never closed: end it with a line ---");
  EXPECT_EQ(error_of("---\nok: 1\ntitle: \"A\nnext: 2\n---\n"),
            "3: the quote is never closed: end the text with \"");
  EXPECT_EQ(error_of("---\ntags: [a, b\nnext: 2\n---\n"), "2: the list is never closed: add ]");
  EXPECT_EQ(error_of("---\ntitle: A\n\tsub: b\n---\n"),
            "3: a tab indents this line: use spaces, YAML does not allow tabs here");
  EXPECT_EQ(error_of("---\njust words\n---\n"), "2: expected \"key: value\", found \"just words\"");
  EXPECT_EQ(error_of("---\na: *anchor\n---\n"), "2: a value cannot start with *: put it in quotes");
  EXPECT_EQ(error_of("---\na: \"x\" y\n---\n").substr(0, 3), "2: ");
  EXPECT_EQ(error_of("---\na:\n  b: 1\n c: 2\n---\n").substr(0, 3), "4: ");
}

TEST(FrontMatter, EndsForEveryInput) {
  std::string deep = "---\n";
  for (int i = 0; i < 200; ++i) deep += std::string(static_cast<std::size_t>(i), ' ') + "k:\n";
  EXPECT_NE(error_of(deep + "---\n").find("more than 8 deep"), std::string::npos);
  EXPECT_NE(error_of("---\na: " + std::string(5000, '[') + "\n---\n").find("more than 8 deep"),
            std::string::npos);
  EXPECT_NE(error_of("---\n" + std::string(70'000, '\n') + "---\n").find("64 KB"), std::string::npos);
}

TEST(FrontMatter, IsWrittenSoThatItReadsTheSame) {
  const json::object values = parse_object(
      R"({"title":"A: \"b\" # c","plain":"Връщане на продукт","empty":"","multi":"a\nb\\","list":["x","y, z","[q]"],"map":{"a":"1","b":["2"]}})");
  EXPECT_EQ(to_text(read(write_front_matter(values) + "Body").values), to_text(values));
}

}  // namespace
}  // namespace patchbay::kb
