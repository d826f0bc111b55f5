#include "ws_client.hpp"

namespace patchbay::gateway {

std::string masked_frame(int first_byte, std::string_view payload) {
  std::string out{static_cast<char>(first_byte)};
  if (payload.size() < 126) {
    out += static_cast<char>(0x80 | payload.size());
  } else if (payload.size() < 65536) {
    out += static_cast<char>(0xfe);
    out += static_cast<char>(payload.size() >> 8);
    out += static_cast<char>(payload.size() & 0xff);
  } else {
    out += static_cast<char>(0xff);
    for (int i = 7; i >= 0; --i) out += static_cast<char>(payload.size() >> (8 * i));
  }
  const char mask[] = {1, 2, 3, 4};
  out.append(mask, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}

WsClient::WsClient(const std::string& address, const std::string& target, const std::string& headers, const std::string& from)
    : raw{address, from} {
  raw.send("GET " + target + " HTTP/1.1\r\nHost: " + address +
           "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
           "dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           headers + "\r\n");
  handshake = raw.answer();
  status = handshake.status;
}

int WsClient::Frame::close_code() const {
  if (opcode != 8 || payload.size() < 2) return 0;
  return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
}

void WsClient::frame(int first_byte, std::string_view payload) { raw.send(masked_frame(first_byte, payload)); }

WsClient::Frame WsClient::next() {
  for (;;) {
    const std::string head = raw.read(2);
    if (head.size() < 2) return {};
    std::size_t size = static_cast<unsigned char>(head[1]);
    if (size >= 126) {
      const std::string more = raw.read(size == 126 ? 2 : 8);
      size = 0;
      for (const char c : more) size = size << 8 | static_cast<unsigned char>(c);
    }
    Frame out{head[0] & 0x0f, raw.read(size)};
    if (out.opcode != 9) return out;
    frame(0x8a, out.payload);
  }
}

}  // namespace patchbay::gateway
