#include "core/gateway/websocket_codec.hpp"

#include <openssl/sha.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/text.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::uint64_t kMaxControl = 125;

bool is_control(WsOpcode opcode) { return static_cast<int>(opcode) >= 8; }

bool is_known(int opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

}  // namespace

WebSocketDecoder::Event WebSocketDecoder::fault(int code, std::string_view why) {
  over_ = true;
  code_ = code;
  why_ = why;
  message_ = {};
  return Event::fault;
}

std::size_t WebSocketDecoder::next(std::string_view bytes, Event& event) {
  event = Event::none;
  std::size_t used = 0;
  while (!over_ && event == Event::none) {
    if (!in_payload_ && !read_header(bytes, used, event)) return used;
    if (event != Event::none) return used;
    std::string& into = is_control(opcode_) ? control_ : message_;
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(frame_left_, bytes.size() - used));
    const std::size_t at = into.size();
    into.append(bytes.substr(used, part));
    for (std::size_t i = at; i < into.size(); ++i) into[i] = static_cast<char>(into[i] ^ mask_[mask_at_++ & 3]);
    used += part;
    frame_left_ -= part;
    if (frame_left_ > 0) return used;
    event = end_of_frame();
  }
  return used;
}

bool WebSocketDecoder::read_header(std::string_view bytes, std::size_t& used, Event& event) {
  while (header_have_ < header_need_) {
    if (used == bytes.size()) return false;
    header_[header_have_++] = static_cast<unsigned char>(bytes[used++]);
    if (header_have_ == 2) {
      event = judge_start(header_[0], header_[1]);
      if (event != Event::none) return true;
      const int length = header_[1] & 0x7f;
      header_need_ = 2 + (length == 127 ? 8u : length == 126 ? 2u : 0u) + 4;
    }
    // The length is judged as soon as it is known: who announces too much need not send the mask.
    if (header_have_ > 2 && header_have_ == header_need_ - 4) {
      event = judge_header();
      if (event != Event::none) return true;
    }
  }
  if ((header_[1] & 0x7f) < 126) {
    event = judge_header();
    if (event != Event::none) return true;
  }
  std::copy_n(header_ + header_need_ - 4, 4, mask_);
  mask_at_ = 0;
  header_have_ = 0;
  header_need_ = 2;
  in_payload_ = true;
  return true;
}

WebSocketDecoder::Event WebSocketDecoder::judge_start(unsigned char first, unsigned char second) {
  if (first & 0x70) return fault(1002, "a reserved bit is set");
  const int opcode = first & 0x0f;
  if (!is_known(opcode)) return fault(1002, "the opcode is not known");
  if (!(second & 0x80)) return fault(1002, "the frame is not masked");
  opcode_ = static_cast<WsOpcode>(opcode);
  fin_ = first & 0x80;
  if (is_control(opcode_)) {
    if (!fin_) return fault(1002, "a control frame is in pieces");
    if ((second & 0x7f) > kMaxControl) return fault(1002, "a control frame is too large");
    return Event::none;
  }
  if (opcode_ == WsOpcode::continuation && !in_message_) return fault(1002, "a continuation continues nothing");
  if (opcode_ != WsOpcode::continuation && in_message_) return fault(1002, "a message begins inside another");
  return Event::none;
}

WebSocketDecoder::Event WebSocketDecoder::judge_header() {
  const int form = header_[1] & 0x7f;
  std::uint64_t size = static_cast<std::uint64_t>(form);
  if (form >= 126) {
    size = 0;
    for (std::size_t i = 2; i < header_need_ - 4; ++i) size = size << 8 | header_[i];
    if (size < 126 || (form == 127 && size < 65536) || size >> 63) return fault(1002, "the length is not in its shortest form");
  }
  if (!is_control(opcode_)) {
    if (size > bounds_.frame_bytes) return fault(1009, "the frame is too large");
    if (message_.size() + size > bounds_.message_bytes) return fault(1009, "the message is too large");
    if (opcode_ != WsOpcode::continuation) message_opcode_ = opcode_;
    in_message_ = true;
  }
  frame_left_ = size;
  return Event::none;
}

WebSocketDecoder::Event WebSocketDecoder::end_of_frame() {
  in_payload_ = false;
  if (is_control(opcode_)) {
    payload_ = std::exchange(control_, {});
    if (opcode_ == WsOpcode::close) return end_of_close();
    return opcode_ == WsOpcode::ping ? Event::ping : Event::pong;
  }
  if (!fin_) return Event::none;
  in_message_ = false;
  payload_ = std::exchange(message_, {});
  if (message_opcode_ == WsOpcode::binary) return Event::binary;
  return is_utf8(payload_) ? Event::text : fault(1007, "the text is not UTF-8");
}

WebSocketDecoder::Event WebSocketDecoder::end_of_close() {
  over_ = true;
  code_ = 1005;
  if (payload_.empty()) return Event::close;
  if (payload_.size() < 2) return fault(1002, "the close frame has half a code");
  const int code = static_cast<unsigned char>(payload_[0]) << 8 | static_cast<unsigned char>(payload_[1]);
  if (!is_close_code(code)) return fault(1002, "the close code may not be sent");
  payload_.erase(0, 2);
  if (!is_utf8(payload_)) return fault(1007, "the reason is not UTF-8");
  code_ = code;
  return Event::close;
}

std::string WebSocketDecoder::take_payload() { return std::exchange(payload_, {}); }

bool is_close_code(int code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

std::string encode_frame(WsOpcode opcode, std::string_view payload) {
  std::string out;
  out.reserve(payload.size() + 10);
  out += static_cast<char>(0x80 | static_cast<int>(opcode));
  const std::uint64_t size = payload.size();
  const int bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
  out += static_cast<char>(bytes == 0 ? static_cast<int>(size) : bytes == 2 ? 126 : 127);
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(size >> (8 * i));
  out += payload;
  return out;
}

std::string encode_close(int code, std::string_view why) {
  std::string payload;
  payload += static_cast<char>(code >> 8);
  payload += static_cast<char>(code & 0xff);
  payload += cut_utf8(why, kMaxControl - 2);
  return encode_frame(WsOpcode::close, payload);
}

std::string accept_of(std::string_view key) {
  std::array<unsigned char, 18> decoded{};
  std::size_t size = 0;
  if (key.size() != 24 || sodium_base642bin(decoded.data(), decoded.size(), key.data(), key.size(), nullptr, &size, nullptr,
                                            sodium_base64_VARIANT_ORIGINAL) != 0 ||
      size != 16)
    return {};
  const std::string text = std::string{key} + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<char, 40> out{};
  sodium_bin2base64(out.data(), out.size(), digest.data(), digest.size(), sodium_base64_VARIANT_ORIGINAL);
  return out.data();
}

}  // namespace patchbay::gateway
