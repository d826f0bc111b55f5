#include "core/gateway/websocket_codec.hpp"

#include <gtest/gtest.h>

#include "corpus.hpp"

namespace patchbay::gateway {
namespace {

using Event = WebSocketDecoder::Event;

// The last event the bytes lead to.
std::string outcome_of(std::string_view bytes) {
  WebSocketDecoder decoder{{}};
  Event last = Event::none;
  while (!bytes.empty()) {
    Event event = Event::none;
    bytes.remove_prefix(decoder.next(bytes, event));
    if (event == Event::none) break;
    last = event;
    if (event == Event::fault) return std::to_string(decoder.code());
    if (event == Event::close) break;
  }
  return last == Event::none ? "none" : "ok";
}

TEST(WebSocketDecoder, GivesEveryCorpusFileItsAnswer) {
  const auto files = read_corpus("websocket_codec");
  ASSERT_GT(files.size(), 25u);
  for (const CorpusFile& file : files) EXPECT_EQ(outcome_of(file.bytes), file.expected) << file.name;
}

TEST(WebSocketDecoder, JoinsPiecesAndLetsControlFramesBetweenThem) {
  WebSocketDecoder decoder{{}};
  std::string bytes;
  for (const CorpusFile& file : read_corpus("websocket_codec"))
    if (file.name == "ok_pieces") bytes = file.bytes;
  std::string_view rest = bytes;
  Event event = Event::none;
  rest.remove_prefix(decoder.next(rest, event));
  EXPECT_EQ(event, Event::ping);
  EXPECT_EQ(decoder.take_payload(), "p");
  rest.remove_prefix(decoder.next(rest, event));
  EXPECT_EQ(event, Event::text);
  EXPECT_EQ(decoder.take_payload(), "hello");
}

TEST(WebSocketDecoder, RefusesAnAnnouncedSizeWithoutItsMaskAndPayload) {
  WebSocketDecoder decoder{{}};
  Event event = Event::none;
  const std::string header{"\x82\xff\x00\x00\x00\x00\x7f\xff\xff\xff", 10};
  EXPECT_EQ(decoder.next(header, event), 10u);
  EXPECT_EQ(event, Event::fault);
  EXPECT_EQ(decoder.code(), 1009);
}

TEST(WebSocketDecoder, RefusesAMessageThatGrowsTooLargeInPieces) {
  WebSocketDecoder decoder{{100, 150}};
  const auto piece = [](unsigned char first, int size) {
    return std::string{static_cast<char>(first)} + static_cast<char>(0x80 | size) + std::string(4 + static_cast<std::size_t>(size), '\0');
  };
  Event event = Event::none;
  decoder.next(piece(0x02, 100), event);
  EXPECT_EQ(event, Event::none);
  decoder.next(piece(0x80, 51), event);
  EXPECT_EQ(event, Event::fault);
  EXPECT_EQ(decoder.code(), 1009);
}

TEST(WebSocketDecoder, TakesNothingAfterAFault) {
  WebSocketDecoder decoder{{}};
  Event event = Event::none;
  decoder.next("\xff\xff", event);
  EXPECT_EQ(event, Event::fault);
  EXPECT_EQ(decoder.next("\x81\x80", event), 0u);
  EXPECT_EQ(event, Event::none);
}

TEST(WebSocketFrames, AreWrittenInTheirShortestForm) {
  EXPECT_EQ(encode_frame(WsOpcode::text, "hi"), "\x81\x02hi");
  EXPECT_EQ(encode_frame(WsOpcode::binary, std::string(126, 'x')).substr(0, 4), (std::string{"\x82\x7e\x00\x7e", 4}));
  EXPECT_EQ(encode_frame(WsOpcode::binary, std::string(65536, 'x')).substr(0, 10),
            (std::string{"\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10}));
  EXPECT_EQ(encode_close(1000, "bye"), "\x88\x05\x03\xe8" "bye");
  EXPECT_EQ(encode_close(1000, std::string(500, 'x')).size(), 2u + 125u);
}

TEST(WebSocketHandshake, AnswersTheKeyOfTheStandard) {
  EXPECT_EQ(accept_of("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(accept_of("dGhlIHNhbXBsZSBub25jZQ"), "");
  EXPECT_EQ(accept_of("dGhlIHNhbXBsZSBub25jZQ=!"), "");
  EXPECT_EQ(accept_of(""), "");
}

}  // namespace
}  // namespace patchbay::gateway
