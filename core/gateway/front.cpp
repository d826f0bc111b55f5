#include "core/gateway/front.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/gateway/head_writer.hpp"

namespace patchbay::gateway {
namespace {

std::string chunk_of(std::string_view data) {
  std::array<char, 16> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), data.size(), 16).ptr;
  std::string out;
  out.reserve(data.size() + 20);
  out.append(size.data(), end);
  out += "\r\n";
  out += data;
  out += "\r\n";
  return out;
}

}  // namespace

Front::Front(const Parts& parts, std::function<std::vector<Endpoint>()> built_in)
    : parts_{parts}, built_in_{std::move(built_in)} {
  rebuild({});
}

void Front::rebuild(const std::vector<std::pair<std::string, std::vector<host::Route>>>& routes) {
  RouteTable table;
  for (Endpoint& endpoint : built_in_()) table.add(std::move(endpoint));
  for (const auto& [instance, list] : routes)
    for (const host::Route& route : list) {
      Endpoint endpoint;
      endpoint.route = route;
      endpoint.route.instance = instance;
      table.add(std::move(endpoint));
    }
  parts_.pipeline.use(std::make_shared<const RouteTable>(std::move(table)));
}

void Front::add_routes(const std::string& instance, const std::vector<host::Route>& routes) {
  {
    const std::lock_guard lock{mutex_};
    auto changed = routes_;
    const auto known = std::ranges::find(changed, instance, [](const auto& item) { return item.first; });
    if (known != changed.end()) known->second = routes;
    else changed.emplace_back(instance, routes);
    rebuild(changed);  // throws without changing anything
    routes_ = std::move(changed);
  }
  refresh();
}

void Front::remove_routes(const std::string& instance) {
  {
    const std::lock_guard lock{mutex_};
    std::erase_if(routes_, [&](const auto& item) { return item.first == instance; });
    rebuild(routes_);
  }
  refresh();
}

void Front::refresh() {
  parts_.assets.refresh(parts_.target);
  parts_.frames.drop();
  parts_.cache.drop_all();
}

void Front::drop_cache(const std::vector<std::string>& tags) {
  if (!parts_.frames.depends_on(tags)) return parts_.cache.drop(tags);
  parts_.frames.drop();
  parts_.cache.drop_all();
}

pbay_status Front::respond(pbay_id request, int status, const std::vector<host::Header>& headers, std::string_view body) {
  const auto exchange = parts_.exchanges.find(request);
  return exchange ? parts_.answers.from_plugin(exchange, status, headers, body) : PBAY_E_GONE;
}

pbay_status Front::begin(pbay_id request, int status, const std::vector<host::Header>& headers) {
  const auto exchange = parts_.exchanges.find(request);
  if (!exchange) return PBAY_E_GONE;
  if (status < 200 || status > 599 || status == 204 || status == 304 || !std::ranges::all_of(headers, is_sendable)) {
    log::error("gateway", "a plugin's answer has a status or header that cannot be sent", {{"request_id", exchange->request_id}});
    return parts_.answers.problem(exchange, 500, "The fault is on our side; the request id finds it in the log.")
               ? PBAY_E_INVALID
               : PBAY_E_GONE;
  }
  if (!exchange->claim_stream()) return PBAY_E_GONE;
  std::vector<host::Header> kept = headers;
  std::erase_if(kept, is_session_cookie);
  HeadFacts facts = facts_of(*exchange, exchange->http11 ? -1 : -2);
  if (!exchange->http11) facts.keep_alive = false;
  Outgoing outgoing;
  outgoing.bytes = write_head(*exchange->settings, status, kept, facts);
  outgoing.finish = false;
  exchange->deliver(std::move(outgoing));
  return PBAY_OK;
}

pbay_status Front::write(pbay_id request, std::string_view chunk) {
  const auto exchange = parts_.exchanges.find(request);
  if (!exchange) return PBAY_E_GONE;
  if (chunk.empty() || exchange->head_only) return exchange->streaming() ? PBAY_OK : PBAY_E_GONE;
  return exchange->stream_write(exchange->http11 ? chunk_of(chunk) : std::string{chunk});
}

pbay_status Front::end(pbay_id request) {
  const auto exchange = parts_.exchanges.find(request);
  if (!exchange) return PBAY_E_GONE;
  return exchange->stream_end(exchange->http11 && !exchange->head_only ? "0\r\n\r\n" : "");
}

pbay_status Front::ws_send(pbay_id conn, bool binary, std::string_view data) { return parts_.sockets.send(conn, binary, data); }
pbay_status Front::ws_close(pbay_id conn, int code, std::string_view why) { return parts_.sockets.close(conn, code, why); }
pbay_status Front::ws_join(pbay_id conn, std::string_view group, bool leave) { return parts_.sockets.join(conn, group, leave); }
pbay_status Front::ws_send_group(std::string_view group, pbay_id except, bool binary, std::string_view data) {
  if (!binary && parts_.live.tell_group(group, data)) return PBAY_OK;
  return parts_.sockets.send_group(group, except, binary, data);
}
pbay_status Front::ws_set_state(pbay_id conn, std::string_view state) { return parts_.sockets.set_state(conn, state); }

}  // namespace patchbay::gateway
