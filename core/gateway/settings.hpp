#pragma once
// The configuration as the gateway uses it, worked out once. Immutable; a reload makes a new one and the connections take
// it with their next request.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/config/config.hpp"
#include "core/gateway/address.hpp"
#include "core/gateway/request_gate.hpp"

namespace patchbay::gateway {

struct Settings {
  explicit Settings(const config::Config& config);

  config::Config config;
  std::string public_url;                      // without a slash at its end
  std::string public_origin;                   // "https://help.example.com"; from public_url, else "http://<listen>"
  std::string public_host;                     // "help.example.com"
  bool https = false;                          // what customers' browsers use
  bool own_public_url = false;                 // [server] public_url is set
  std::string session_cookie;                  // "__Host-sid" or "sid"
  std::vector<AddressRange> trusted_proxies;

  RequestGate::Bounds gate;
  // Of [limits]; -1 (off) has become a number no request reaches.
  std::int64_t connections, connections_per_address, header_ms, keep_alive_ms, body_grace_ms, body_rate, write_ms,
      request_ms, drain_bytes, json_bytes, body_bytes, upload_bytes, memory_bytes;
  std::int64_t ws_auth_ms, ws_idle_ms, ws_frame_bytes, ws_message_bytes, ws_queue_bytes, ws_queue_frames;
  config::Rate ws_messages;
};

}  // namespace patchbay::gateway
