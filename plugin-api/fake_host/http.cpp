// HTTP and WebSocket under the fake host: routing, levels, one answer per request.
#include <algorithm>

#include "patchbay/request.hpp"
#include "state.hpp"

namespace patchbay {

using State = FakeHost::State;

namespace fake {
namespace {

bool breaks_lines(std::string_view text) {
  return text.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos;
}

FakeHeaders headers_of(State& state, pbay_kvs headers) {
  FakeHeaders out = state.fields(headers);
  for (auto& [name, value] : out) {
    if (name.empty() || breaks_lines(name) || breaks_lines(value))
      state.violate("a header with a line break: " + name, PBAY_E_INVALID);
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

// The open request; E_GONE and a violation for one that was answered.
State::Asked& open_request(State& state, pbay_id id, const char* what, bool streaming) {
  const auto found = state.asked.find(id);
  if (found == state.asked.end() || found->second.done || found->second.begun != streaming) {
    state.violations.push_back(
        std::string{what} + ": " +
        (found == state.asked.end() ? "an unknown request" : "a request that has its answer"));
    throw Failure{PBAY_E_GONE, std::string{what} + ": no such open request"};
  }
  return found->second;
}

pbay_status route(const pbay_host* host, pbay_str methods, pbay_str pattern, std::uint32_t flags,
                  std::uint64_t tag, pbay_error* error) noexcept {
  return enter(
      host, "http.route", error,
      [&](State& state) {
        State::Route made{state.text(methods, "methods"), state.text(pattern, "pattern"), flags, tag};
        constexpr std::uint32_t kKnown = PBAY_STREAM_BODY | PBAY_WEBSOCKET | PBAY_FOR_MASK;
        if ((flags & ~kKnown) != 0 || (flags & PBAY_FOR_MASK) > PBAY_FOR_PUBLIC)
          state.violate("route(): flags that do not exist", PBAY_E_INVALID);
        if (!made.pattern.starts_with('/')) state.violate("route(): a pattern starts with /", PBAY_E_INVALID);
        const auto lock = state.locked();
        for (const State::Route& other : state.routes)
          if (other.pattern == made.pattern && other.methods == made.methods)
            throw Failure{PBAY_E_CONFLICT, made.methods + " " + made.pattern + " is registered twice"};
        state.routes.push_back(std::move(made));
      },
      true);
}

pbay_status respond(const pbay_host* host, pbay_id req, std::int32_t status, pbay_kvs headers,
                    pbay_bytes body) noexcept {
  return enter(host, "http.respond", nullptr, [&](State& state) {
    FakeHeaders own = headers_of(state, headers);
    if (status < 200 || status > 599) state.violate("respond(): no such HTTP status", PBAY_E_INVALID);
    if (body.n > 0 && body.p == nullptr)
      state.violate("respond(): a null body with a length", PBAY_E_INVALID);
    const auto lock = state.locked();
    State::Asked& asked = open_request(state, req, "respond()", false);
    asked.answer = {status, std::move(own), std::string{detail::view(body)}, false};
    asked.done = true;
    state.changed.notify_all();
  });
}

pbay_status begin(const pbay_host* host, pbay_id req, std::int32_t status, pbay_kvs headers) noexcept {
  return enter(host, "http.begin", nullptr, [&](State& state) {
    FakeHeaders own = headers_of(state, headers);
    const auto lock = state.locked();
    State::Asked& asked = open_request(state, req, "begin()", false);
    asked.answer = {status, std::move(own), "", true};
    asked.begun = true;
  });
}

pbay_status write(const pbay_host* host, pbay_id req, pbay_bytes chunk) noexcept {
  return enter(host, "http.write", nullptr, [&](State& state) {
    const auto lock = state.locked();
    open_request(state, req, "write()", true).answer.body += detail::view(chunk);
  });
}

pbay_status end(const pbay_host* host, pbay_id req) noexcept {
  return enter(host, "http.end", nullptr, [&](State& state) {
    const auto lock = state.locked();
    open_request(state, req, "end()", true).done = true;
    state.changed.notify_all();
  });
}

FakeSocket& open_socket(State& state, pbay_id conn) {
  const auto found = state.sockets.find(conn);
  if (found == state.sockets.end() || found->second.first.close_code != 0)
    throw Failure{PBAY_E_GONE, "the socket is closed"};
  return found->second.first;
}

pbay_status ws_send(const pbay_host* host, pbay_id conn, std::uint32_t, pbay_bytes data) noexcept {
  return enter(host, "ws.send", nullptr, [&](State& state) {
    const auto lock = state.locked();
    open_socket(state, conn).received.emplace_back(detail::view(data));
  });
}
pbay_status ws_close(const pbay_host* host, pbay_id conn, std::int32_t code, pbay_str) noexcept {
  return enter(host, "ws.close", nullptr, [&](State& state) {
    const auto lock = state.locked();
    open_socket(state, conn).close_code = code;
  });
}
pbay_status ws_join(const pbay_host* host, pbay_id conn, pbay_str group, std::uint32_t leave) noexcept {
  return enter(host, "ws.join", nullptr, [&](State& state) {
    const std::string name = state.text(group, "group");
    const auto lock = state.locked();
    auto& groups = open_socket(state, conn).groups;
    std::erase(groups, name);
    if (leave == 0) groups.push_back(name);
  });
}
pbay_status ws_send_group(const pbay_host* host, pbay_str group, pbay_id except, std::uint32_t,
                          pbay_bytes data) noexcept {
  return enter(host, "ws.send_group", nullptr, [&](State& state) {
    const std::string name = state.text(group, "group");
    const auto lock = state.locked();
    for (auto& [id, socket] : state.sockets) {
      const auto& groups = socket.first.groups;
      if (id != except && socket.first.close_code == 0 &&
          std::find(groups.begin(), groups.end(), name) != groups.end())
        socket.first.received.emplace_back(detail::view(data));
    }
  });
}
pbay_status ws_set_state(const pbay_host* host, pbay_id conn, pbay_bytes data) noexcept {
  return enter(host, "ws.set_state", nullptr, [&](State& state) {
    if (data.n > 4096) state.violate("set_state(): more than 4 KiB", PBAY_E_LIMIT);
    const auto lock = state.locked();
    open_socket(state, conn).state = std::string{detail::view(data)};
  });
}

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> out;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    out.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return out;
}

// How well a pattern fits, -1 = not at all; literal parts count more than parameters, those more than a rest.
int fits(std::string_view pattern, std::string_view path, FakeHeaders& params) {
  const auto wanted = parts_of(pattern), given = parts_of(path);
  int score = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string& part = wanted[i];
    const bool named = part.size() > 2 && part.front() == '{' && part.back() == '}';
    if (named && part[part.size() - 2] == '*') {
      std::string rest;
      for (std::size_t k = i; k < given.size(); ++k) rest += (k > i ? "/" : "") + given[k];
      params.emplace_back(part.substr(1, part.size() - 3), rest);
      return i < given.size() ? score : -1;
    }
    if (i >= given.size() || (!named && part != given[i]) || (named && given[i].empty())) return -1;
    if (named) params.emplace_back(part.substr(1, part.size() - 2), given[i]);
    score = score * 4 + (named ? 2 : 3);
  }
  return wanted.size() == given.size() ? score : -1;
}

int rank_of(const FakeActor& actor) {
  if (actor.kind == "admin" || actor.kind == "system") return 5;
  if (actor.kind == "agent") return 4;
  if (actor.kind == "employee") return 3;
  if (actor.kind == "customer") return 2;
  return actor.id.empty() ? 0 : 1;
}

int rank_of(std::uint32_t flags) {
  switch (flags & PBAY_FOR_MASK) {
    case PBAY_FOR_PUBLIC:
      return 0;
    case PBAY_FOR_VISITOR:
      return 1;
    case PBAY_FOR_CUSTOMER:
      return 2;
    case PBAY_FOR_EMPLOYEE:
      return 3;
    case PBAY_FOR_AGENT:
      return 4;
    default:
      return 5;
  }
}

std::string path_of(std::string target) {
  std::string text = target.substr(0, target.find('?'));
  for (char& c : text)
    if (c == '+') c = '\x01';  // plus is itself in a path
  text = detail::decode_query(text);
  for (char& c : text)
    if (c == '\x01') c = '+';
  return text;
}

FakeHeaders with_host_headers(const FakeRequest& request, pbay_id id) {
  FakeHeaders out = request.headers;
  out.emplace_back("patchbay-locale", request.actor.locale);
  out.emplace_back("x-request-id", "fake-" + std::to_string(id));
  return out;
}

// A request in the shape of the ABI.
const pbay_http_req* lend(Loan& loan, const FakeRequest& request, const FakeHeaders& params, pbay_id id,
                          pbay_ctx ctx, const State::Route& route) {
  const std::size_t mark = std::min(request.target.find('?'), request.target.size());
  const std::string query = request.target.substr(std::min(request.target.size(), mark + 1));
  const bool streams = (route.flags & PBAY_STREAM_BODY) != 0;
  pbay_http_req c{};
  c.req = id;
  c.ctx = ctx;
  c.tag = route.tag;
  c.method = loan.text(request.method);
  c.path = loan.text(path_of(request.target));
  c.query = loan.text(query);
  c.remote = loan.text("127.0.0.1");
  c.headers = loan.fields(with_host_headers(request, id));
  c.params = loan.fields(params);
  c.body = loan.bytes(streams ? std::string_view{} : std::string_view{request.body});
  return loan.struct_of(c);
}

FakeAnswer problem(int status, const std::string& code) {
  return {
      status, {{"content-type", "application/problem+json"}}, detail::problem_json(status, code, ""), false};
}

}  // namespace
}  // namespace fake

const pbay_http_1 State::kHttp = {fake::route, fake::respond, fake::begin, fake::write, fake::end};
const pbay_ws_1 State::kWs = {fake::ws_send, fake::ws_close, fake::ws_join, fake::ws_send_group,
                              fake::ws_set_state};

std::string FakeAnswer::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

const State::Route* State::find_route(std::string_view method, std::string_view path, FakeHeaders& params,
                                      bool& other_method) const {
  const Route* best = nullptr;
  int best_score = -1;
  for (const Route& route : routes) {
    FakeHeaders found;
    const int score = fake::fits(route.pattern, path, found);
    if (score < 0) continue;
    if (("," + route.methods + ",").find("," + std::string{method} + ",") == std::string::npos) {
      other_method = true;
    } else if (score > best_score) {
      best = &route;
      best_score = score;
      params = std::move(found);
    }
  }
  return best;
}

namespace {

void send_body(State& state, pbay_id id, FakeRequest& request) {
  if (request.chunks.empty()) request.chunks.push_back(request.body);
  for (const std::string& chunk : request.chunks) {
    fake::Loan loan{state.loans};
    state.on_http->body(state.plugin, id, loan.bytes(chunk), &chunk == &request.chunks.back() ? 1u : 0u);
  }
}

pbay_id open_asked(State& state) {
  const auto lock = state.locked();
  const pbay_id id = state.next_id();
  state.asked[id] = {};
  return id;
}

// What was answered; 504 and a violation when nothing was.
FakeAnswer wait_for_answer(State& state, pbay_id id, const std::string& what) {
  state.wait_for([&] { return state.asked[id].done; });
  State::Asked asked;
  {
    const auto lock = state.locked();
    asked = std::exchange(state.asked[id], {{}, false, true});
  }
  if (asked.done) return asked.answer;
  state.note("a request was never answered: " + what);
  if (state.on_http->cancel != nullptr) state.on_http->cancel(state.plugin, id);
  return fake::problem(504, "timeout");
}

}  // namespace

FakeAnswer FakeHost::request(FakeRequest request) {
  State& state = *state_;
  FakeHeaders params;
  bool other_method = false;
  const State::Route* route =
      state.find_route(request.method, fake::path_of(request.target), params, other_method);
  if (route == nullptr)
    return fake::problem(other_method ? 405 : 404, other_method ? "method_not_allowed" : "not_found");
  if (fake::rank_of(request.actor) < fake::rank_of(route->flags))
    return fake::rank_of(request.actor) == 0 ? fake::problem(401, "unauthorized")
                                             : fake::problem(403, "denied");
  if (state.on_http == nullptr)
    throw Failure{PBAY_E_UNSUPPORTED, "the plugin has routes and offers no pbay.on-http/1"};

  const pbay_ctx ctx = state.open_scope(request.actor);
  const pbay_id id = open_asked(state);
  {
    fake::Loan loan{state.loans};
    const pbay_http_req* lent = fake::lend(loan, request, params, id, ctx, *route);
    state.cross("request()", [&] { state.on_http->request(state.plugin, lent); });
  }
  if ((route->flags & PBAY_STREAM_BODY) != 0) send_body(state, id, request);
  FakeAnswer answer = wait_for_answer(state, id, request.method + " " + request.target);
  state.close_scope(ctx);
  return answer;
}

std::vector<std::string> FakeHost::routes() const {
  const auto lock = state_->locked();
  std::vector<std::string> out;
  for (const State::Route& route : state_->routes) out.push_back(route.methods + " " + route.pattern);
  return out;
}

pbay_id FakeHost::open_socket(const std::string& target, FakeActor actor) {
  State& state = *state_;
  FakeHeaders params;
  bool other_method = false;
  const FakeRequest request{"GET", target, {}, "", actor, {}};
  const State::Route* route =
      state.find_route("GET", target.substr(0, target.find('?')), params, other_method);
  if (route == nullptr || (route->flags & PBAY_WEBSOCKET) == 0 ||
      fake::rank_of(actor) < fake::rank_of(route->flags))
    return 0;
  const pbay_ctx ctx = state.open_scope(actor);
  pbay_id id = 0;
  {
    const auto lock = state.locked();
    id = state.next_id();
    state.sockets[id] = {FakeSocket{id, {}, 0, "", {}}, actor};
  }
  if (state.on_ws == nullptr)
    throw Failure{PBAY_E_UNSUPPORTED, "the plugin has a WebSocket route and offers no pbay.on-ws/1"};
  {
    fake::Loan loan{state.loans};
    state.on_ws->open(state.plugin, id, fake::lend(loan, request, params, 0, ctx, *route), {nullptr, 0}, 0);
  }
  state.close_scope(ctx);
  return id;
}

void FakeHost::send(pbay_id socket, std::string_view text) {
  fake::Loan loan{state_->loans};
  state_->on_ws->message(state_->plugin, socket, 0, loan.bytes(text));
}

void FakeHost::close_socket(pbay_id socket, int code) {
  {
    const auto lock = state_->locked();
    state_->sockets.at(socket).first.close_code = code;
  }
  state_->on_ws->closed(state_->plugin, socket, code);
}

FakeSocket FakeHost::socket(pbay_id socket) const {
  const auto lock = state_->locked();
  return state_->sockets.at(socket).first;
}

}  // namespace patchbay
