#include "core/gateway/settings.hpp"

#include <limits>

#include "core/base/text.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::int64_t kUnbounded = std::numeric_limits<std::int64_t>::max() / 4;

std::int64_t bound(const config::Limits& limits, const std::string& name, std::int64_t unit = 1) {
  const std::int64_t number = limits.number(name);
  return number < 0 ? kUnbounded : number * unit;
}

std::size_t size_bound(const config::Limits& limits, const std::string& name) {
  return static_cast<std::size_t>(bound(limits, name));
}

}  // namespace

Settings::Settings(const config::Config& from) : config{from} {
  const config::Limits& limits = config.limits;
  own_public_url = !config.server.public_url.empty();
  public_url = own_public_url ? config.server.public_url : "http://" + config.server.listen;
  while (public_url.ends_with('/')) public_url.pop_back();
  https = public_url.starts_with("https://");
  const std::size_t host_at = public_url.find("//") + 2;
  const std::size_t host_end = std::min(public_url.find('/', host_at), public_url.size());
  public_host = lower_ascii(public_url.substr(host_at, host_end - host_at));
  public_origin = lower_ascii(public_url.substr(0, host_at)) + public_host;
  session_cookie = https ? "__Host-sid" : "sid";
  for (const std::string& proxy : config.server.trusted_proxies) trusted_proxies.push_back(parse_range(proxy));

  gate = {size_bound(limits, "header_bytes"), size_bound(limits, "line_bytes"), size_bound(limits, "header_fields")};
  connections = bound(limits, "connections");
  connections_per_address = bound(limits, "connections_per_address");
  header_ms = bound(limits, "header_seconds", 1000);
  keep_alive_ms = bound(limits, "keep_alive_seconds", 1000);
  body_grace_ms = bound(limits, "body_grace_seconds", 1000);
  const std::int64_t rate = limits.number("body_bytes_per_second");
  body_rate = rate < 0 ? 0 : rate;
  write_ms = bound(limits, "write_seconds", 1000);
  request_ms = bound(limits, "request_seconds", 1000);
  drain_bytes = bound(limits, "drain_bytes");
  json_bytes = bound(limits, "json_bytes");
  body_bytes = bound(limits, "body_bytes");
  upload_bytes = bound(limits, "upload_bytes");
  memory_bytes = bound(limits, "memory_bytes");
  ws_auth_ms = bound(limits, "websocket_auth_seconds", 1000);
  ws_idle_ms = bound(limits, "websocket_idle_seconds", 1000);
  ws_frame_bytes = bound(limits, "websocket_frame_bytes");
  ws_message_bytes = bound(limits, "websocket_message_bytes");
  ws_queue_bytes = bound(limits, "websocket_queue_bytes");
  ws_queue_frames = bound(limits, "websocket_queue_frames");
  ws_messages = limits.rate("websocket_messages");
}

}  // namespace patchbay::gateway
