#include "core/base/log.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <sstream>
#include <thread>

#include "core/base/json.hpp"

namespace patchbay {
namespace {

// What is logged between start() and stop(), line by line.
class LogTest : public testing::Test {
 protected:
  ~LogTest() override {
    log::set_level(log::Level::info);
    std::cerr.rdbuf(before_);
  }
  std::vector<std::string> lines() {
    log::stop();
    std::vector<std::string> all;
    std::istringstream text{text_.str()};
    for (std::string line; std::getline(text, line);) all.push_back(line);
    return all;
  }

  std::ostringstream text_;
  std::streambuf* before_ = std::cerr.rdbuf(text_.rdbuf());
};

TEST_F(LogTest, WritesOneJsonObjectALine) {
  log::start(log::Level::info, log::Format::json);
  log::warn("store", "it is \"slow\"\n", {{"ms", "51"}, {"name", "b\x1b[0m\xff"}});
  const auto all = lines();
  ASSERT_EQ(all.size(), 1u);
  const json::object object = parse_object(all[0]);
  EXPECT_EQ(object.at("level"), "warn");
  EXPECT_EQ(object.at("part"), "store");
  EXPECT_EQ(object.at("message"), "it is \"slow\"\n");
  EXPECT_EQ(object.at("ms"), "51");
  EXPECT_EQ(object.at("name"), "b\x1b[0m\xEF\xBF\xBD");
  EXPECT_EQ(all[0].find('\x1b'), std::string::npos);
}

TEST_F(LogTest, KeepsControlCharactersOutOfText) {
  log::start(log::Level::info, log::Format::text);
  log::info("gateway", "a\nforged line\x1b[31m", {{"agent", "x\r\ny"}});
  const auto all = lines();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].find('\x1b'), std::string::npos);
  EXPECT_EQ(all[0].find('\r'), std::string::npos);
}

TEST_F(LogTest, LeavesOutWhatIsBelowItsLevel) {
  log::start(log::Level::warn, log::Format::json);
  EXPECT_FALSE(log::enabled(log::Level::info));
  log::info("x", "no");
  log::set_level(log::Level::debug);
  log::debug("x", "yes");
  const auto all = lines();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_NE(all[0].find("yes"), std::string::npos);
}

TEST_F(LogTest, KeepsLinesOfManyThreadsWhole) {
  log::start(log::Level::info, log::Format::json);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {
      for (int n = 0; n < 200; ++n) log::info("x", "line");
    });
  for (std::thread& thread : threads) thread.join();
  const auto all = lines();
  EXPECT_EQ(all.size(), 800u);
  for (const std::string& line : all) EXPECT_NO_THROW(parse_object(line));
}

}  // namespace
}  // namespace patchbay
