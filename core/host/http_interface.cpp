// pbay.http/1 and pbay.ws/1: plugins register routes and answer.
#include <algorithm>
#include <array>

#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "core/host/instance.hpp"
#include "core/host/interfaces.hpp"
#include "core/host/request_dispatch.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::uint32_t kKnownFlags = PBAY_STREAM_BODY | PBAY_WEBSOCKET | PBAY_FOR_MASK;
constexpr std::size_t kMaxState = 4096;

void check_methods(std::string_view methods) {
  static constexpr std::array<std::string_view, 7> kMethods = {"GET",   "HEAD",   "POST",   "PUT",
                                                               "PATCH", "DELETE", "OPTIONS"};
  for (const std::string_view method : split(methods, ','))
    if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end())
      throw Error{Code::invalid,
                  "route(): \"" + std::string{methods} + "\" is no list of methods; write \"GET,HEAD\""};
}

void check_pattern(std::string_view pattern) {
  const auto wrong = [pattern](const std::string& why) {
    return Error{Code::invalid, "route(): the pattern \"" + to_valid_utf8(pattern) + "\" " + why};
  };
  if (pattern.empty() || pattern[0] != '/' || pattern.size() > 500)
    throw wrong("must start with '/'; write \"/kb/{slug}\"");
  const auto segments = split(pattern.substr(1), '/');
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string_view segment = segments[i];
    if (segment.find_first_of("{}") == std::string_view::npos) continue;
    const bool whole = segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
    if (!whole || segment.substr(1, segment.size() - 2).find_first_of("{}") != std::string_view::npos)
      throw wrong("has a parameter that is not a whole segment; write \"/{name}/\"");
    if (segment[segment.size() - 2] == '*' && i + 1 < segments.size())
      throw wrong("has {rest*} before its end");
  }
}

pbay_status route(const pbay_host* host, pbay_str methods, pbay_str pattern, std::uint32_t flags,
                  std::uint64_t tag, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    self.require_starting("route()");
    if ((flags & ~kKnownFlags) != 0 || (flags & PBAY_FOR_MASK) > PBAY_FOR_PUBLIC)
      throw Error{Code::invalid,
                  "route(): unknown flags; use PBAY_FOR_… with PBAY_STREAM_BODY or PBAY_WEBSOCKET"};
    const bool socket = (flags & PBAY_WEBSOCKET) != 0;
    if (socket ? self.on_ws == nullptr : self.on_http == nullptr)
      throw Error{Code::invalid, std::string{"route(): the plugin has routes and no "} +
                                     (socket ? PBAY_ON_WS : PBAY_ON_HTTP)};
    check_methods(view(methods));
    check_pattern(view(pattern));
    self.routes.push_back(
        {std::string{view(methods)}, std::string{view(pattern)}, flags, self.instance.name, tag});
  });
}

// The open request behind an id, in one of the phases it may be in; Error{gone} otherwise.
std::shared_ptr<RequestScope> request_of(const Generation& self, pbay_id id) {
  auto scope = self.board.scopes.find_as<RequestScope>(id, self);
  if (scope == nullptr || scope->is_finished()) throw Error{Code::gone, "the request is answered or over"};
  return scope;
}

int checked_status(std::int32_t status) {
  if (status < 200 || status > 599) throw Error{Code::invalid, "an HTTP status is between 200 and 599"};
  return status;
}

pbay_status respond(const pbay_host* host, pbay_id id, std::int32_t status, pbay_kvs headers,
                    pbay_bytes body) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) {
    const auto scope = request_of(self, id);
    const std::string_view bytes = view(body);
    const std::vector<Header> fields = pairs(headers);
    const int code = checked_status(status);
    if (!scope->advance(0, 2)) throw Error{Code::gone, "the request is answered or over"};
    const pbay_status done = self.board.front->respond(id, code, fields, bytes);
    self.missed_deadlines.store(0, std::memory_order_relaxed);
    self.board.scopes.let_go(*scope, true);
    return done;
  });
}

pbay_status begin(const pbay_host* host, pbay_id id, std::int32_t status, pbay_kvs headers) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) {
    const auto scope = request_of(self, id);
    const std::vector<Header> fields = pairs(headers);
    const int code = checked_status(status);
    if (!scope->advance(0, 1)) throw Error{Code::state, "the answer has begun already"};
    self.missed_deadlines.store(0, std::memory_order_relaxed);
    const pbay_status done = self.board.front->begin(id, code, fields);
    if (done != PBAY_OK && scope->advance(1, 2)) self.board.scopes.let_go(*scope, true);
    return done;
  });
}

pbay_status write(const pbay_host* host, pbay_id id, pbay_bytes chunk) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) {
    const auto scope = request_of(self, id);
    if (scope->phase.load() != 1) throw Error{Code::state, "write() comes after begin()"};
    return self.board.front->write(id, view(chunk));
  });
}

pbay_status end(const pbay_host* host, pbay_id id) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) {
    const auto scope = request_of(self, id);
    if (!scope->advance(1, 2)) throw Error{Code::state, "end() comes after begin()"};
    const pbay_status done = self.board.front->end(id);
    self.board.scopes.let_go(*scope, true);
    return done;
  });
}

void require_socket(const Generation& self, pbay_id conn) {
  if (self.board.sockets.find(conn, self) == nullptr)
    throw Error{Code::gone, "the socket is closed, or was never this plugin's"};
}

pbay_status ws_send(const pbay_host* host, pbay_id conn, std::uint32_t binary, pbay_bytes data) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) {
    require_socket(self, conn);
    return self.board.front->ws_send(conn, binary != 0, view(data));
  });
}

pbay_status ws_close(const pbay_host* host, pbay_id conn, std::int32_t code, pbay_str why) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) {
    require_socket(self, conn);
    return self.board.front->ws_close(conn, code, view(why));
  });
}

// Groups of one instance are its own: "<instance>/<group>".
std::string own_group(const Generation& self, pbay_str group) {
  const std::string_view name = view(group);
  if (name.empty() || name.size() > 200) throw Error{Code::invalid, "a group's name has 1 to 200 bytes"};
  return self.instance.name + "/" + std::string{name};
}

pbay_status ws_join(const pbay_host* host, pbay_id conn, pbay_str group, std::uint32_t leave) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) {
    require_socket(self, conn);
    return self.board.front->ws_join(conn, own_group(self, group), leave != 0);
  });
}

pbay_status ws_send_group(const pbay_host* host, pbay_str group, pbay_id except, std::uint32_t binary,
                          pbay_bytes data) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) {
    return self.board.front->ws_send_group(own_group(self, group), except, binary != 0, view(data));
  });
}

pbay_status ws_set_state(const pbay_host* host, pbay_id conn, pbay_bytes state) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) {
    require_socket(self, conn);
    if (view(state).size() > kMaxState) throw Error{Code::limit, "a socket's state has at most 4 KiB"};
    return self.board.front->ws_set_state(conn, view(state));
  });
}

constexpr pbay_http_1 kHttp = {route, respond, begin, write, end};
constexpr pbay_ws_1 kWs = {ws_send, ws_close, ws_join, ws_send_group, ws_set_state};

}  // namespace

const pbay_http_1& http_interface() {
  return kHttp;
}
const pbay_ws_1& ws_interface() {
  return kWs;
}

}  // namespace patchbay::host
