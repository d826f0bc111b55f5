#pragma once
// A WebSocket client that sends the frames it is told, right or wrong.
#include <string>
#include <string_view>

#include "raw_client.hpp"

namespace patchbay::gateway {

class WsClient {
 public:
  struct Frame {
    int opcode = -1;  // -1 = the connection ended without another frame
    std::string payload;
    int close_code() const;
  };
  WsClient(const std::string& address, const std::string& target, const std::string& headers = {}, const std::string& from = {});

  int status = 0;  // of the handshake
  RawAnswer handshake;
  RawClient raw;

  void text(std::string_view payload) { frame(0x81, payload); }
  void frame(int first_byte, std::string_view payload);
  void bytes(std::string_view raw_bytes) { raw.send(raw_bytes); }
  Frame next();  // pings are answered and skipped
};

std::string masked_frame(int first_byte, std::string_view payload);

}  // namespace patchbay::gateway
