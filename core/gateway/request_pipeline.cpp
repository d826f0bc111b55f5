#include "core/gateway/request_pipeline.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "core/gateway/ascii.hpp"
#include "core/gateway/head_writer.hpp"
#include "core/gateway/http_status.hpp"
#include "core/gateway/origin_check.hpp"
#include "core/gateway/plugin_peer.hpp"
#include "core/gateway/session_token.hpp"
#include "core/gateway/websocket_codec.hpp"

namespace patchbay::gateway {
namespace {

bool is_reading(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

// Fields a plugin has no use for, or must not see.
bool is_kept_back(std::string_view name) {
  for (const std::string_view own : {"connection", "keep-alive", "transfer-encoding", "upgrade", "expect", "x-forwarded-for",
                                     "x-forwarded-proto", "x-forwarded-host", "forwarded", "x-real-ip", "proxy"})
    if (equals_ci(name, own)) return true;
  return false;
}

std::string limit_key_of(const Exchange& exchange) {
  return exchange.signed_in && !exchange.principal.session.empty() ? "s:" + exchange.principal.session
                                                                   : "a:" + limit_key(exchange.client).text();
}

}  // namespace

RequestPipeline::RequestPipeline(const Parts& parts)
    : target_{parts.target},
      accounts_{parts.accounts},
      answers_{parts.answers},
      cache_{parts.cache},
      exchanges_{parts.exchanges},
      sessions_{parts.sessions},
      limiter_{parts.limiter},
      sockets_{parts.sockets},
      requests_{parts.metrics.series(Metrics::Kind::counter, "patchbay_http_requests_total", "Requests the gate let through.")},
      cached_{parts.metrics.series(Metrics::Kind::counter, "patchbay_http_cached_total", "Requests answered from the page cache.")},
      refused_{parts.metrics.series(Metrics::Kind::counter, "patchbay_http_refused_total",
                                    "Requests refused before any handler: by the gate, a limit or a deadline.")} {}

void RequestPipeline::use(std::shared_ptr<const Settings> settings) { settings_.store(std::move(settings)); }
std::shared_ptr<const Settings> RequestPipeline::settings() const { return settings_.load(); }
void RequestPipeline::use(std::shared_ptr<const RouteTable> table) { table_.store(std::move(table)); }
std::shared_ptr<const RouteTable> RequestPipeline::table() const { return table_.load(); }

std::string RequestPipeline::refusal(int status, std::string_view why, std::string_view request_id) {
  refused_.add();
  const std::string body = answers_.problem_text(status, why, {}, request_id);
  HeadFacts facts;
  facts.keep_alive = false;
  facts.request_id = request_id;
  facts.length = static_cast<std::int64_t>(body.size());
  return write_head(*settings(), status, {{"Content-Type", "application/problem+json"}}, facts) + body;
}

// ---- the head ----

void RequestPipeline::on_request(Connection& connection, const RequestHead& head) {
  requests_.add();
  auto current = settings();
  if (ready_ && try_cached(connection, head, *current)) return;
  connection.use(current);
  const ExchangePtr exchange = make_exchange(connection, head, current);
  connection.adopt(exchange);
  try {
    fill_request(*exchange, head);
    if (route(exchange, head)) identify(exchange, connection.shared());
  } catch (const std::exception& error) {
    answers_.problem(exchange, error);
  }
}

bool RequestPipeline::try_cached(Connection& connection, const RequestHead& head, const Settings& settings) {
  const bool readable = (head.method == "GET" || head.method == "HEAD") && !head.has_body() && !head.connection_upgrade;
  if (!readable || has_session_mark(head, settings.session_cookie)) return false;
  const auto page = cache_.find(head.get(Known::host), head.target);
  if (!page) return false;
  const bool packed = !page->gzip_body.empty() && list_accepts(head.get(Known::accept_encoding), "gzip");
  const std::string& etag = packed ? page->gzip_etag : page->etag;
  const bool same = head.has(Known::if_none_match) && etag_matches(head.get(Known::if_none_match), etag);
  const std::string& first = same ? (packed ? page->gzip_not_modified : page->not_modified) : packed ? page->gzip_head : page->head;
  const std::string& body = packed ? page->gzip_body : page->body;
  cached_.add();
  connection.answer_page(page, first, same || head.method == "HEAD" ? std::string_view{} : std::string_view{body});
  return true;
}

std::shared_ptr<Exchange> RequestPipeline::make_exchange(Connection& connection, const RequestHead& head,
                                                         std::shared_ptr<const Settings> settings) {
  const auto exchange = std::make_shared<Exchange>(next_id_++, connection.loop(), connection.shared(), settings);
  exchange->method = head.method;
  exchange->request_id = connection.loop().request_id();
  exchange->client = connection.peer();
  if (head.has(Known::forwarded_for)) {
    exchange->client = client_of(connection.peer(), head.get(Known::forwarded_for), settings->trusted_proxies);
    if (exchange->client == connection.peer() && !warned_forwarded_.exchange(true))
      log::warn("gateway", "X-Forwarded-For from an address that is not in [server] trusted_proxies is ignored",
                {{"address", connection.peer().text()}});
  }
  exchange->remote = exchange->client.text();
  exchange->target = head.target;
  exchange->host_name = head.get(Known::host);
  exchange->head_only = head.method == "HEAD";
  exchange->http11 = head.http11;
  exchange->keep_alive = connection.keeps_alive();
  exchange->accepts_gzip = list_accepts(head.get(Known::accept_encoding), "gzip");
  exchange->accepts_br = list_accepts(head.get(Known::accept_encoding), "br");
  exchange->if_none_match = head.get(Known::if_none_match);
  exchange->range = head.get(Known::range);
  exchange->if_range = head.get(Known::if_range);
  exchange->origin = head.get(Known::origin);
  exchange->cross_site = is_foreign(*settings, exchange->host_name, exchange->origin, head.get(Known::sec_fetch_site));
  exchange->upgrade = head.connection_upgrade && equals_ci(head.get(Known::upgrade), "websocket");
  if (exchange->upgrade && head.get(Known::sec_websocket_version) == "13") exchange->websocket_key = head.get(Known::sec_websocket_key);
  const SessionToken token = session_token(head, settings->session_cookie);
  exchange->token = token.value;
  exchange->token_is_cookie = token.is_cookie;
  exchange->locale = settings->config.site.default_locale;
  exchange->page_path = head.target;
  const bool api = head.path.starts_with("/api/");
  exchange->wants_html = !api && list_accepts(head.get(Known::accept), "text/html");
  return exchange;
}

void RequestPipeline::fill_request(Exchange& exchange, const RequestHead& head) {
  host::HttpRequest& request = exchange.request;
  request.id = exchange.id;
  request.method = exchange.method;
  request.query = head.query;
  request.remote = exchange.remote;
  request.request_id = exchange.request_id;
  for (const FieldView& field : *head.fields) {
    if (is_kept_back(field.name)) continue;
    std::string value{field.value};
    if (equals_ci(field.name, "cookie")) value = without_cookie(value, exchange.settings->session_cookie);
    if (!value.empty() || !equals_ci(field.name, "cookie")) request.headers.emplace_back(lower_ascii(field.name), std::move(value));
  }
}

bool RequestPipeline::route(const ExchangePtr& exchange, const RequestHead& head) {
  if (head.target == "*") {
    answers_.respond(exchange, {204, {{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}}, {}});
    return false;
  }
  auto path = parse_path(head.path);
  if (!path) {
    answers_.problem(exchange, 400, "The path cannot be understood.");
    return false;
  }
  const auto& locales = exchange->settings->config.site.locales;
  if (path->segments.size() > 1 || !path->segments[0].empty()) {
    const auto locale = std::ranges::find(locales, path->segments[0]);
    if (locale != locales.end()) {
      exchange->locale = *locale;
      exchange->page_path = head.target.substr(std::min(head.target.size(), 1 + head.path.substr(1).find_first_of("/")));
      if (path->segments.size() == 1) exchange->page_path = "/" + std::string{head.target.substr(head.path.size())};
      path->segments.erase(path->segments.begin());
      if (path->segments.empty()) path->segments.emplace_back();
    }
  }
  exchange->request.path = path->text();
  exchange->request.locale = exchange->locale;
  exchange->table = table();
  RouteTable::Match match = exchange->table->find(head.method, path->segments);
  if (!match.endpoint && match.allowed.empty() && is_reading(head.method) && leads_with_slash(exchange, *path, head)) return false;
  if (!match.endpoint) {
    if (head.method == "OPTIONS" && !match.allowed.empty()) answers_.respond(exchange, {204, {{"Allow", match.allowed}}, {}});
    else if (!match.allowed.empty())
      answers_.problem(exchange, 405, "This path takes " + match.allowed + ".", {}, {{"Allow", match.allowed}});
    else if (!ready_) overloaded(exchange);
    else answers_.problem(exchange, 404, "There is nothing at this path.");
    return false;
  }
  exchange->endpoint = match.endpoint;
  exchange->request.params = std::move(match.params);
  if (!ready_ && !match.endpoint->on_loop) {
    overloaded(exchange);
    return false;
  }
  return true;
}

// "/desk" where only "/desk/" is: the page there has relative links, so the browser must know its folder.
bool RequestPipeline::leads_with_slash(const ExchangePtr& exchange, const Path& path, const RequestHead& head) {
  if (path.segments.back().empty()) return false;
  std::vector<std::string> segments = path.segments;
  segments.emplace_back();
  if (!exchange->table->find("GET", segments).endpoint) return false;
  std::string location{head.path};
  location += '/';
  if (!head.query.empty()) location += "?" + std::string{head.query};
  answers_.redirect(exchange, 308, location);
  return true;
}

bool RequestPipeline::within_limits(const ExchangePtr& exchange) {
  const bool agent = exchange->signed_in && exchange->principal.is_agent();
  const std::string limit = exchange->endpoint->limit.empty() && agent ? "api" : exchange->endpoint->limit;
  if (limit.empty()) return true;
  const int wait = limiter_.take(limit, limit_key_of(*exchange), exchange->settings->config.limits.rate(limit), steady_ms());
  if (wait == 0) return true;
  refused_.add();
  answers_.problem(exchange, 429, "Too many requests; try again in " + std::to_string(wait) + " s.", {},
                   {{"Retry-After", std::to_string(wait)}});
  return false;
}

// ---- who ----

void RequestPipeline::identify(const ExchangePtr& exchange, const std::shared_ptr<Connection>& connection) {
  if (exchange->token.empty()) return proceed(exchange, connection);
  if (const auto known = sessions_.find(exchange->token, steady_ms())) {
    exchange->signed_in = known->principal.has_value();
    if (known->principal) exchange->principal = *known->principal;
    return proceed(exchange, connection);
  }
  const bool queued = target_.post([this, exchange, connection] {
    const std::uint64_t epoch = sessions_.epoch();
    std::optional<inbox::Principal> principal;
    try {
      principal = accounts_.who(exchange->token);
    } catch (const std::exception& error) {
      answers_.problem(exchange, error);
      return;
    }
    sessions_.put(exchange->token, principal, epoch, steady_ms());
    connection->loop().post([this, exchange, connection, principal] {
      if (exchange->answered()) return;
      exchange->signed_in = principal.has_value();
      if (principal) exchange->principal = *principal;
      try {
        proceed(exchange, connection);
      } catch (const std::exception& error) {
        answers_.problem(exchange, error);
      }
    });
  });
  if (!queued) overloaded(exchange);
}

bool RequestPipeline::is_allowed(const ExchangePtr& exchange) {
  using inbox::Kind;
  const Kind kind = exchange->principal.kind;
  const bool someone = exchange->signed_in;
  const bool agent = someone && exchange->principal.is_agent();
  bool allowed = false;
  switch (exchange->endpoint->route.flags & PBAY_FOR_MASK) {
    case PBAY_FOR_PUBLIC: allowed = true; break;
    case PBAY_FOR_VISITOR: allowed = someone; break;
    case PBAY_FOR_CUSTOMER: allowed = agent || (someone && (kind == Kind::customer || kind == Kind::employee)); break;
    case PBAY_FOR_EMPLOYEE: allowed = agent || (someone && kind == Kind::employee); break;
    case PBAY_FOR_AGENT: allowed = agent; break;
    case PBAY_FOR_ADMIN: allowed = someone && (kind == Kind::admin || kind == Kind::system); break;
    default: break;
  }
  if (allowed) return true;
  if (someone) answers_.problem(exchange, 403, "Your account may not do this.");
  else answers_.problem(exchange, 401, "Sign in first.", {}, {{"WWW-Authenticate", "Bearer realm=\"patchbay\""}});
  return false;
}

void RequestPipeline::proceed(const ExchangePtr& exchange, const std::shared_ptr<Connection>& connection) {
  if (exchange->signed_in && exchange->token_is_cookie && exchange->cross_site && !is_reading(exchange->method)) {
    answers_.problem(exchange, 403, "This request comes from another site.", "cross_site");
    return;
  }
  if (!is_allowed(exchange) || !within_limits(exchange)) return;
  exchange->request.principal = exchange->principal;
  if (exchange->signed_in)
    std::erase_if(exchange->request.headers, [](const host::Header& header) {
      return header.first == "authorization" || header.first == "api_access_token";
    });
  exchange->cacheable = exchange->method == "GET" && !exchange->signed_in;
  const host::Route& route = exchange->endpoint->route;
  if (route.flags & PBAY_WEBSOCKET) return open_socket(exchange, *connection);
  if (exchange->endpoint->sink) connection->stream_body(body_limit(*exchange), exchange->endpoint->sink(exchange));
  else connection->read_body(body_limit(*exchange));
}

std::int64_t RequestPipeline::body_limit(const Exchange& exchange) {
  if (exchange.endpoint->body_bytes > 0) return exchange.endpoint->body_bytes;
  if (exchange.endpoint->sink || (exchange.endpoint->route.flags & PBAY_STREAM_BODY)) return exchange.settings->upload_bytes;
  for (const auto& [name, value] : exchange.request.headers)
    if (name == "content-type" && value.find("json") != std::string::npos) return exchange.settings->json_bytes;
  return exchange.settings->body_bytes;
}

// ---- to the handler ----

void RequestPipeline::on_body(const std::shared_ptr<Exchange>& exchange) { hand_over(exchange); }

void RequestPipeline::hand_over(const ExchangePtr& exchange) {
  const Endpoint& endpoint = *exchange->endpoint;
  exchange->deadline_ms = steady_ms() + exchange->settings->request_ms;
  if (endpoint.handler) {
    if (endpoint.on_loop) run_handler(exchange);
    else if (!target_.post([this, exchange] { run_handler(exchange); })) overloaded(exchange);
    return;
  }
  exchange->cache_epoch = cache_.epoch();
  exchange->dispatched = true;
  exchange->request.deadline_steady_ms = exchange->deadline_ms;
  exchanges_.add(exchange);
  exchange->forget_in(exchanges_);
  if (!target_.dispatch(endpoint.route, std::move(exchange->request))) {
    exchange->dispatched = false;
    overloaded(exchange);
  }
}

void RequestPipeline::run_handler(const ExchangePtr& exchange) {
  try {
    exchange->endpoint->handler(exchange);
  } catch (const std::exception& error) {
    answers_.problem(exchange, error);
  }
}

void RequestPipeline::open_socket(const ExchangePtr& exchange, Connection& connection) {
  const auto refuse = [&](int status, std::string_view why) {
    exchange->wants_html = false;
    answers_.problem(exchange, status, why, {}, {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}});
  };
  if (!exchange->upgrade || exchange->method != "GET" || !exchange->http11) return refuse(426, "This path takes WebSockets.");
  if (accept_of(exchange->websocket_key).empty()) return refuse(400, "The WebSocket handshake is not complete.");
  if (!may_open_socket(*exchange->settings, exchange->host_name, exchange->origin))
    return refuse(403, "This site may not open WebSockets here.");
  if (!exchange->claim()) return;
  const Endpoint& endpoint = *exchange->endpoint;
  auto peer = endpoint.peer ? endpoint.peer(exchange)
                            : std::make_unique<PluginPeer>(target_, endpoint.route, std::move(exchange->request));
  sockets_.open(exchange, connection, std::move(peer));
}

void RequestPipeline::overloaded(const ExchangePtr& exchange) {
  refused_.add();
  answers_.problem(exchange, 503, "Too busy; try again in a moment.", {}, {{"Retry-After", "1"}});
}

// ---- what goes wrong on the way ----

void RequestPipeline::on_broken_body(const std::shared_ptr<Exchange>& exchange, int status, std::string_view why) {
  refused_.add();
  if (exchange->dispatched) target_.cancel(exchange->id);
  answers_.problem(exchange, status, why);
}

void RequestPipeline::on_deadline(const std::shared_ptr<Exchange>& exchange) {
  if (exchange->dispatched) target_.cancel(exchange->id);
  answers_.problem(exchange, 504, "No answer came in time.", {}, {{"Retry-After", "1"}});
}

void RequestPipeline::on_gone(const std::shared_ptr<Exchange>& exchange) {
  exchange->claim();  // whatever is said from now on is said to nobody
  if (exchange->dispatched) target_.cancel(exchange->id);
}

}  // namespace patchbay::gateway
