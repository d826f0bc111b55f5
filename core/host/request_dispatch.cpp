#include "core/host/request_dispatch.hpp"

#include "core/base/log.hpp"
#include "core/base/stopwatch.hpp"
#include "core/host/boundary.hpp"
#include "core/host/instance.hpp"
#include "core/host/lifecycle.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::size_t kBodyPiece = 64 * 1024;
constexpr int kMissedDeadlines = 3;  // in a row, then the instance is given up

// What the host itself says about a request travels as headers; a client cannot forge them.
void add_own_headers(HttpRequest& request, const Instance& instance) {
  std::erase_if(request.headers, [](const Header& header) {
    return header.first.starts_with("patchbay-") || header.first == "x-request-id";
  });
  request.headers.emplace_back("patchbay-locale", request.locale);
  request.headers.emplace_back("x-request-id", request.request_id);
  if (!instance.manifest.assets.empty()) request.headers.emplace_back("patchbay-assets", instance.manifest.assets);
}

// The C face of a request; borrows from `request`. The arrays are kept per thread: a handler is never entered
// twice on one.
pbay_http_req borrow(const HttpRequest& request, std::vector<pbay_kv>& fields) {
  fields.clear();
  for (const auto& [name, value] : request.headers) fields.push_back({lend(name), lend(value)});
  for (const auto& [name, value] : request.params) fields.push_back({lend(name), lend(value)});
  pbay_http_req out{};
  out.method = lend(request.method);
  out.path = lend(request.path);
  out.query = lend(request.query);
  out.remote = lend(request.remote);
  out.headers = {fields.data(), request.headers.size()};
  out.params = {fields.data() + request.headers.size(), request.params.size()};
  return out;
}

void hand_over_body(Generation& generation, const RequestScope& scope) {
  if (generation.on_http->body == nullptr) return;
  const std::string_view body = scope.request.body;
  std::size_t at = 0;
  do {
    const std::string_view piece = body.substr(at, kBodyPiece);
    at += piece.size();
    const bool last = at >= body.size();
    visit(generation, "on_http.body",
          [&] { generation.on_http->body(generation.plugin, scope.id, lend_bytes(piece), last ? 1 : 0); });
  } while (at < body.size() && !scope.is_finished());
}

void run_request(Switchboard& board, RequestScope& scope) {
  if (!scope.is_finished()) {
    scope.handed_over = true;
    Generation& generation = *scope.owner;
    const Stopwatch watch;
    const bool streams = (scope.flags & PBAY_STREAM_BODY) != 0;
    std::vector<pbay_kv> fields;
    fields.reserve(scope.request.headers.size() + scope.request.params.size());
    pbay_http_req request = borrow(scope.request, fields);
    request.req = request.ctx = scope.id;
    request.tag = scope.tag;
    if (!streams) request.body = lend_bytes(scope.request.body);
    const bool kept_rules = visit(generation, "on_http.request",
                                  [&] { generation.on_http->request(generation.plugin, &request); });
    if (kept_rules && streams) hand_over_body(generation, scope);
    if (!kept_rules && scope.advance(0, 2)) {
      board.front->respond(scope.id, 500, {}, "");
      board.scopes.let_go(scope, true);
    }
    generation.instance.figures().seconds.observe(watch.seconds());
  }
  board.scopes.let_go(scope, false);
}

}  // namespace

bool dispatch_request(Switchboard& board, const Route& route, HttpRequest request) {
  Instance* instance = board.find_instance(route.instance);
  if (instance == nullptr) return false;
  auto scope = std::make_shared<RequestScope>();  // held by the table and by its task
  scope->lease = instance->lease();
  if (!scope->lease) return false;
  add_own_headers(request, *instance);
  scope->owner = scope->lease.get();
  scope->id = request.id;
  scope->by = std::move(request.principal);
  scope->locale = std::move(request.locale);
  scope->request_id = std::move(request.request_id);
  scope->deadline_steady_ms = request.deadline_steady_ms;
  scope->tag = route.tag;
  scope->flags = route.flags;
  scope->request = std::move(request);
  board.scopes.add(scope);
  instance->figures().requests.add();
  Generation& generation = *scope->owner;
  if (generation.post([&board, scope] { run_request(board, *scope); })) return true;
  scope->phase = 2;
  board.scopes.let_go(*scope, true);
  board.scopes.let_go(*scope, false);
  return false;
}

void cancel_request(Switchboard& board, pbay_id id) {
  const ScopePtr found = board.scopes.find_any(id);
  const auto scope = std::dynamic_pointer_cast<RequestScope>(found);
  if (scope == nullptr || scope->phase.exchange(2) == 2) return;
  Generation& generation = *scope->owner;
  const std::int64_t now = board.services.clock.steady_ms();
  if (scope->deadline_steady_ms != 0 && now >= scope->deadline_steady_ms) {
    generation.instance.figures().errors.add();
    if (generation.missed_deadlines.fetch_add(1) + 1 == kMissedDeadlines)
      fail_later(generation,
                 "it missed three deadlines in a row; look for a handler that blocks or never answers");
  }
  if (scope->handed_over && generation.on_http->cancel != nullptr)
    generation.post([&generation, scope] {
      visit(generation, "on_http.cancel", [&] { generation.on_http->cancel(generation.plugin, scope->id); });
    });
  board.scopes.let_go(*scope, true);
}

bool abandon(Switchboard& board, const ScopePtr& scope) {
  const int before = scope->phase.exchange(2);
  if (before == 2) return false;
  if (dynamic_cast<RequestScope*>(scope.get()) != nullptr && board.front != nullptr) {
    if (before == 0)
      board.front->respond(scope->id, 503, {}, "");
    else
      board.front->end(scope->id);
  }
  board.scopes.let_go(*scope, true);
  return true;
}

bool Sockets::post(const std::shared_ptr<SocketScope>& socket, std::function<void(Generation&)> work) {
  Instance* instance = board_.find_instance(socket->instance);
  Lease lease = instance == nullptr ? Lease{} : instance->lease();
  if (!lease || lease->on_ws == nullptr) return false;
  Generation& generation = *lease.get();
  // shared_ptr: a task must be copyable, a lease is not.
  auto held = std::make_shared<Lease>(std::move(lease));
  Task task = [held, socket, work = std::move(work)] { work(*held->get()); };
  return generation.concurrent ? socket->turn.post(std::move(task)) : generation.turn().post(std::move(task));
}

void Sockets::open(const Route& route, pbay_id conn, HttpRequest request, std::string state, bool resumed) {
  auto socket = std::make_shared<SocketScope>(board_.pool, 1000);
  socket->id = board_.scopes.next_id();
  socket->conn = conn;
  socket->instance = route.instance;
  socket->by = request.principal;
  socket->locale = request.locale;
  socket->request_id = request.request_id;
  Instance* instance = board_.find_instance(route.instance);
  socket->owner = instance == nullptr ? nullptr : instance->current();
  {
    const std::lock_guard lock{mutex_};
    sockets_[conn] = socket;
  }
  board_.scopes.add(socket);
  if (instance != nullptr) add_own_headers(request, *instance);
  const auto shared = std::make_shared<const HttpRequest>(std::move(request));
  const bool taken = post(socket, [socket, shared, state = std::move(state), resumed,
                                   tag = route.tag](Generation& generation) {
    std::vector<pbay_kv> fields;
    fields.reserve(shared->headers.size() + shared->params.size());
    pbay_http_req c_request = borrow(*shared, fields);
    c_request.ctx = socket->id;
    c_request.tag = tag;
    visit(generation, "on_ws.open", [&] {
      generation.on_ws->open(generation.plugin, socket->conn, &c_request, lend_bytes(state), resumed ? 1 : 0);
    });
  });
  if (taken) return;
  board_.front->ws_close(conn, 1013, "try again later");
  closed(conn, 1013);
}

void Sockets::message(pbay_id conn, bool binary, std::string data) {
  const auto socket = find(conn);
  if (socket == nullptr) return;
  const bool taken = post(socket, [socket, binary, bytes = std::move(data)](Generation& generation) {
    visit(generation, "on_ws.message", [&] {
      generation.on_ws->message(generation.plugin, socket->conn, binary ? 1 : 0, lend_bytes(bytes));
    });
  });
  if (!taken) board_.front->ws_close(conn, 1013, "try again later");
}

void Sockets::closed(pbay_id conn, int code) {
  const auto socket = find(conn);
  if (socket == nullptr) return;
  {
    const std::lock_guard lock{mutex_};
    sockets_.erase(conn);
  }
  const bool taken = post(socket, [this, socket, code](Generation& generation) {
    visit(generation, "on_ws.closed",
          [&] { generation.on_ws->closed(generation.plugin, socket->conn, code); });
    board_.scopes.remove(socket->id);
  });
  if (!taken) board_.scopes.remove(socket->id);
}

std::shared_ptr<SocketScope> Sockets::find(pbay_id conn) const {
  const std::lock_guard lock{mutex_};
  const auto found = sockets_.find(conn);
  return found == sockets_.end() ? nullptr : found->second;
}

std::shared_ptr<SocketScope> Sockets::find(pbay_id conn, const Generation& owner) const {
  auto socket = find(conn);
  return socket != nullptr && socket->instance == owner.instance.name ? socket : nullptr;
}

}  // namespace patchbay::host
