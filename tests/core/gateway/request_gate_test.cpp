#include "core/gateway/request_gate.hpp"

#include <gtest/gtest.h>

#include "corpus.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::string_view kHost = "Host: help.example\r\n";

int status_of_gate(std::string_view bytes, RequestGate::Bounds bounds = {}) {
  RequestGate gate{bounds};
  switch (gate.scan(bytes)) {
    case RequestGate::Verdict::more: return 0;
    case RequestGate::Verdict::pass: return 200;
    case RequestGate::Verdict::refuse: return gate.status();
  }
  return -1;
}

TEST(RequestGate, GivesEveryCorpusFileItsAnswer) {
  const auto files = read_corpus("request_gate");
  ASSERT_GT(files.size(), 60u);
  for (const CorpusFile& file : files) EXPECT_EQ(std::to_string(status_of_gate(file.bytes)), file.expected) << file.name;
}

TEST(RequestGate, AnswersTheSameWhenBytesComeOneAtATime) {
  for (const CorpusFile& file : read_corpus("request_gate")) {
    RequestGate gate{{}};
    auto verdict = RequestGate::Verdict::more;
    for (std::size_t end = 1; end <= file.bytes.size() && verdict == RequestGate::Verdict::more; ++end)
      verdict = gate.scan(std::string_view{file.bytes}.substr(0, end));
    const int status = verdict == RequestGate::Verdict::pass ? 200 : gate.status();
    EXPECT_EQ(std::to_string(status), file.expected) << file.name;
  }
}

TEST(RequestGate, RefusesHeadersThatAreTooMany) {
  std::string head = "GET / HTTP/1.1\r\n" + std::string{kHost};
  for (int i = 0; i < 63; ++i) head += "X-" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(status_of_gate(head + "\r\n"), 200);
  EXPECT_EQ(status_of_gate(head + "X-63: y\r\n\r\n"), 431);
}

TEST(RequestGate, RefusesNinetyNineHeadersOfEightThousandBytesBeforeTheyAllCame) {
  std::string head = "GET / HTTP/1.1\r\n" + std::string{kHost};
  for (int i = 0; i < 5; ++i) head += "X-" + std::to_string(i) + ": " + std::string(7990, 'a') + "\r\n";
  EXPECT_EQ(status_of_gate(head), 431);
}

TEST(RequestGate, RefusesALineThatIsTooLongBeforeItEnds) {
  EXPECT_EQ(status_of_gate("GET /" + std::string(20'000, 'a')), 414);
  EXPECT_EQ(status_of_gate("GET / HTTP/1.1\r\n" + std::string{kHost} + "X: " + std::string(8'200, 'a')), 431);
  EXPECT_EQ(status_of_gate("GET /" + std::string(8'100, 'a') + " HTTP/1.1\r\n" + std::string{kHost} + "\r\n"), 200);
}

TEST(RequestGate, WaitsForMoreWhileNothingIsWrong) {
  EXPECT_EQ(status_of_gate("GET / HT"), 0);
  EXPECT_EQ(status_of_gate("GET / HTTP/1.1\r\nHost: h\r\n"), 0);
}

TEST(RequestGate, RefusesAsSoonAsALineIsWrong) { EXPECT_EQ(status_of_gate("GET / HTTP/1.1\r\nHost : h\r\n"), 400); }

TEST(RequestGate, TakesTheRequestApart) {
  const std::string text =
      "POST /kb/a%20b?x=1&y HTTP/1.1\r\nHost: Help.Example:81\r\ncontent-length:  12 \r\nCookie: \t sid=1; b=2 \r\n"
      "Connection: Upgrade, close\r\nUpgrade: websocket\r\nExpect: 100-Continue\r\n\r\nrest";
  RequestGate gate{{}};
  ASSERT_EQ(gate.scan(text), RequestGate::Verdict::pass);
  const RequestHead& head = gate.head();
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.path, "/kb/a%20b");
  EXPECT_EQ(head.query, "x=1&y");
  EXPECT_EQ(head.get(Known::host), "Help.Example:81");
  EXPECT_EQ(head.get(Known::cookie), "sid=1; b=2");
  EXPECT_EQ(head.content_length, 12);
  EXPECT_FALSE(head.keep_alive);
  EXPECT_TRUE(head.connection_upgrade);
  EXPECT_TRUE(head.expect_continue);
  EXPECT_EQ(text.substr(gate.head_size()), "rest");
  EXPECT_EQ(head.fields->size(), 6u);
}

TEST(RequestGate, KnowsWhetherTheConnectionIsKept) {
  const auto keeps = [](const std::string& version, const std::string& connection) {
    RequestGate gate{{}};
    const std::string text = "GET / " + version + "\r\nHost: h\r\n" + connection + "\r\n";
    EXPECT_EQ(gate.scan(text), RequestGate::Verdict::pass);
    return gate.head().keep_alive;
  };
  EXPECT_TRUE(keeps("HTTP/1.1", ""));
  EXPECT_FALSE(keeps("HTTP/1.1", "Connection: close\r\n"));
  EXPECT_FALSE(keeps("HTTP/1.0", ""));
  EXPECT_TRUE(keeps("HTTP/1.0", "Connection: keep-alive\r\n"));
}

TEST(RequestGate, ReadsTheNextRequestAfterReset) {
  RequestGate gate{{}};
  EXPECT_EQ(gate.scan("GET / HTTP/1.1\r\nHost: a\r\nCookie: x=y\r\n\r\n"), RequestGate::Verdict::pass);
  gate.reset();
  EXPECT_FALSE(gate.started());
  EXPECT_EQ(gate.scan("GET /2 HTTP/1.1\r\nHost: b\r\n\r\n"), RequestGate::Verdict::pass);
  EXPECT_EQ(gate.head().path, "/2");
  EXPECT_FALSE(gate.head().has(Known::cookie));
}

}  // namespace
}  // namespace patchbay::gateway
