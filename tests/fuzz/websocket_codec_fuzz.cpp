// Any bytes: the decoder gives the same events whether they come whole or one at a time, and never more than the bounds.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/websocket_codec.hpp"

using patchbay::gateway::WebSocketDecoder;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<std::string> events_of(std::string_view bytes, std::size_t piece) {
  WebSocketDecoder decoder{{1024, 4096}};
  std::vector<std::string> events;
  while (!bytes.empty()) {
    std::string_view part = bytes.substr(0, piece);
    bytes.remove_prefix(part.size());
    while (!part.empty()) {
      auto event = WebSocketDecoder::Event::none;
      const std::size_t used = decoder.next(part, event);
      part.remove_prefix(used);
      if (event == WebSocketDecoder::Event::none) break;
      std::string payload = decoder.take_payload();
      require(payload.size() <= 4096);
      if (event == WebSocketDecoder::Event::fault || event == WebSocketDecoder::Event::close)
        payload = std::to_string(decoder.code());
      events.push_back(std::to_string(static_cast<int>(event)) + payload);
      if (event == WebSocketDecoder::Event::fault || event == WebSocketDecoder::Event::close) return events;
    }
  }
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  require(events_of(bytes, size + 1) == events_of(bytes, 1));
  return 0;
}
