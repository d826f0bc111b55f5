// A conversation as something to keep.
#include "transcript.hpp"

#include <gtest/gtest.h>

namespace patchbay::livechat {
namespace {

std::vector<Line> lines() {
  const json::array messages = parse_json(R"([
    {"seq":1,"at":"2026-11-28T02:00:05.250Z","author":{"kind":"visitor","name":""},"body":"Hi <b>there</b>","parts":[]},
    {"seq":2,"at":"2026-11-28T02:01:00.000Z","author":{"kind":"agent","name":"Ben"},"body":"a secret","note":true},
    {"seq":3,"at":"2026-11-28T22:30:00.000Z","author":{"kind":"agent","name":"Ben"},"body":"Hello","parts":[{"type":"file","name":"a&b.png"}]}])")
                                   .as_array();
  std::vector<json::object> all;
  for (const json::value& message : messages) all.push_back(message.as_object());
  return lines_of(all);
}

TEST(Transcript, LeavesPrivateNotesOut) {
  ASSERT_EQ(lines().size(), 2u);
  EXPECT_EQ(plain_text({"Lantern", "7", "en", 0}, lines()).find("secret"), std::string::npos);
}

TEST(Transcript, IsReadOnTheReadersClock) {
  EXPECT_EQ(plain_text({"Lantern", "7", "en", 120}, lines()),
            "Conversation 7 with Lantern\nTimes are UTC+02:00.\n"
            "\n2026-11-28 04:00  You\nHi <b>there</b>\n"
            "\n2026-11-29 00:30  Ben\nHello\nAttached: a&b.png\n");
}

TEST(Transcript, IsHtmlInWhichNothingAVisitorWroteIsMarkup) {
  const std::string page = html({"L<n", "7", "bg", -330}, lines());
  EXPECT_NE(page.find("Hi &lt;b&gt;there&lt;/b&gt;"), std::string::npos);
  EXPECT_NE(page.find("a&amp;b.png"), std::string::npos);
  EXPECT_NE(page.find("L&lt;n"), std::string::npos);
  EXPECT_NE(page.find("<html lang=\"bg\">"), std::string::npos);
  EXPECT_NE(page.find("UTC-05:30"), std::string::npos);
  EXPECT_NE(page.find("2026-11-27 20:30"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::livechat
