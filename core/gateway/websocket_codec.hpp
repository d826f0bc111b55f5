#pragma once
// RFC 6455 frames. Stricter than most: every frame is judged by its header alone, before a byte of payload is kept, and memory
// grows with what arrives, never with what is announced.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace patchbay::gateway {

enum class WsOpcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

// Takes a client's bytes in any pieces and gives whole messages and control frames back.
class WebSocketDecoder {
 public:
  struct Bounds {
    std::uint64_t frame_bytes = 64 << 10, message_bytes = 128 << 10;
  };
  enum class Event { none, text, binary, ping, pong, close, fault };

  explicit WebSocketDecoder(Bounds bounds) : bounds_{bounds} {}

  // Reads from `bytes` up to the next event and returns how much it used; none means that all was used and more is wanted.
  // After fault (and close) it takes nothing more.
  std::size_t next(std::string_view bytes, Event& event);

  // Of text, binary, ping and pong: the payload; of close: the reason.
  std::string take_payload();
  // Of close: the client's code, 1005 where it gave none. Of fault: the code to close with, 1002, 1007 or 1009, and why.
  int code() const { return code_; }
  std::string_view why() const { return why_; }

 private:
  Event fault(int code, std::string_view why);
  bool read_header(std::string_view bytes, std::size_t& used, Event& event);
  Event judge_header();
  Event judge_start(unsigned char first, unsigned char second);
  Event end_of_frame();
  Event end_of_close();

  Bounds bounds_;
  unsigned char header_[14] = {};
  std::size_t header_have_ = 0, header_need_ = 2;
  bool in_payload_ = false;
  WsOpcode opcode_ = WsOpcode::text, message_opcode_ = WsOpcode::text;
  bool fin_ = false, in_message_ = false, over_ = false;
  std::uint64_t frame_left_ = 0, mask_at_ = 0;
  unsigned char mask_[4] = {};
  std::string message_, control_, payload_;
  int code_ = 0;
  std::string_view why_;
};

// A server's frame: unmasked, in one piece.
std::string encode_frame(WsOpcode opcode, std::string_view payload);
std::string encode_close(int code, std::string_view why);  // `why` is cut to what fits

// Whether a client may send, and a plugin may ask for, this close code.
bool is_close_code(int code);

// Sec-WebSocket-Accept for a key; empty when the key is not 16 bytes of base64.
std::string accept_of(std::string_view key);

}  // namespace patchbay::gateway
