#include "core/gateway/answers.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "core/gateway/ascii.hpp"
#include "core/gateway/gzip.hpp"
#include "core/gateway/head_writer.hpp"
#include "core/gateway/http_status.hpp"
#include "core/gateway/page_texts.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kCopied = 16 << 10;  // larger bodies are sent from where they are
constexpr std::string_view kHtml = "text/html; charset=utf-8";

bool has_no_body(int status) { return status == 204 || status == 304 || status < 200; }

std::pair<Text, Text> texts_for(int status) {
  switch (status) {
    case 401: return {Text::sign_in_first, Text::sign_in_first_more};
    case 403: return {Text::denied, Text::denied_more};
    case 404:
    case 410: return {Text::not_found, Text::not_found_more};
    case 429: return {Text::too_many, Text::too_many_more};
    case 503:
    case 504: return {Text::busy, Text::busy_more};
    default: return status < 500 ? std::pair{Text::bad_request, Text::bad_request_more} : std::pair{Text::failed, Text::failed_more};
  }
}

std::vector<std::string> tags_of(const Response& response, const std::string& instance) {
  std::vector<std::string> tags = {"instance:" + instance};
  if (const std::string* given = response.find("patchbay-tags"))
    for (const std::string_view tag : split(*given, ','))
      if (const std::string_view name = trim(tag); !name.empty()) tags.emplace_back(name);
  return tags;
}

}  // namespace

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
  const auto strong = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
  if (if_none_match == "*") return true;
  while (!if_none_match.empty()) {
    const std::size_t comma = std::min(if_none_match.find(','), if_none_match.size());
    if (strong(trim_blanks(if_none_match.substr(0, comma))) == strong(etag)) return true;
    if_none_match.remove_prefix(std::min(comma + 1, if_none_match.size()));
  }
  return false;
}

Answers::Answers(RequestTarget& target, Frames& frames, PageCache& cache, const Assets& assets, Metrics& metrics)
    : target_{target},
      frames_{frames},
      cache_{cache},
      assets_{assets},
      seconds_{metrics.series(Metrics::Kind::histogram, "patchbay_http_seconds",
                              "From a request's head to its answer; cached pages are not counted.")} {
  for (std::size_t i = 0; i < answered_.size(); ++i)
    answered_[i] = &metrics.series(Metrics::Kind::counter, "patchbay_http_answers_total", "Answers that were not cached pages.",
                                   {{"class", std::to_string(i + 2) + "xx"}});
}

void Answers::deliver(const ExchangePtr& exchange, int status, const std::vector<host::Header>& headers, std::int64_t length,
                      Outgoing outgoing) {
  const HeadFacts facts = facts_of(*exchange, length);
  outgoing.bytes.insert(0, write_head(*exchange->settings, status, headers, facts));
  outgoing.close = !facts.keep_alive;
  answered_[static_cast<std::size_t>(std::clamp(status / 100, 2, 5) - 2)]->add();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - exchange->began;
  seconds_.observe(took.count());
  const log::Level level = status >= 500 ? log::Level::warn : log::Level::debug;
  if (log::enabled(level))
    log::write(level, "gateway", "answered",
               {{"request_id", exchange->request_id}, {"method", exchange->method}, {"status", std::to_string(status)},
                {"path", exchange->target.substr(0, std::min<std::size_t>(exchange->target.find('?'), 200))},
                {"ms", std::to_string(static_cast<std::int64_t>(took.count() * 1000))}});
  exchange->deliver(std::move(outgoing));
}

bool Answers::respond(const ExchangePtr& exchange, Response response) {
  if (!exchange->claim()) return false;
  send(exchange, std::move(response));
  return true;
}

bool Answers::json(const ExchangePtr& exchange, int status, std::string body, std::vector<host::Header> headers) {
  headers.emplace_back("Content-Type", "application/json");
  return respond(exchange, {status, std::move(headers), std::move(body)});
}

bool Answers::page(const ExchangePtr& exchange, int status, PageInfo info, std::string main, std::vector<host::Header> headers) {
  if (!exchange->claim()) return false;
  headers.emplace_back("Content-Type", kHtml);
  frame_page(exchange, {status, std::move(headers), std::move(main)}, std::move(info));
  return true;
}

std::string Answers::problem_text(int status, std::string_view detail, std::string_view code, std::string_view request_id) const {
  return to_text(json::object{{"type", "about:blank"},
                              {"title", reason_of(status)},
                              {"status", status},
                              {"detail", to_valid_utf8(detail)},
                              {"code", code.empty() ? code_of(status) : code},
                              {"request_id", request_id}});
}

bool Answers::problem(const ExchangePtr& exchange, int status, std::string_view detail, std::string_view code,
                      std::vector<host::Header> headers) {
  if (!exchange->claim()) return false;
  if (exchange->wants_html) {
    error_page(exchange, status, std::move(headers));
    return true;
  }
  headers.emplace_back("Content-Type", "application/problem+json");
  send(exchange, {status, std::move(headers), problem_text(status, detail, code, exchange->request_id)});
  return true;
}

bool Answers::problem(const ExchangePtr& exchange, const std::exception& error) {
  if (const auto* known = dynamic_cast<const Error*>(&error)) {
    const int status = status_of(known->code());
    std::vector<host::Header> headers;
    if (status == 429 || status == 503) headers.emplace_back("Retry-After", "1");
    if (known->code() != Code::internal) return problem(exchange, status, known->what(), name_of(known->code()), headers);
  }
  log::error("gateway", "a request failed", {{"request_id", exchange->request_id}, {"error", error.what()}});
  return problem(exchange, 500, "The fault is on our side; the request id finds it in the log.");
}

bool Answers::redirect(const ExchangePtr& exchange, int status, const std::string& location, std::vector<host::Header> headers) {
  headers.emplace_back("Location", location);
  return respond(exchange, {status, std::move(headers), {}});
}

void Answers::error_page(const ExchangePtr& exchange, int status, std::vector<host::Header> headers) {
  const auto [title, more] = texts_for(status);
  const std::string& locale = exchange->locale;
  const std::string home = locale == exchange->settings->config.site.default_locale ? "/" : "/" + locale + "/";
  PageInfo info;
  info.title = page_text(title, locale);
  info.locale = locale;
  info.error = true;
  std::string main = "<h1>" + escape_html(info.title) + "</h1><p>" + escape_html(page_text(more, locale)) + "</p><p><a href=\"" +
                     escape_html(home) + "\">" + escape_html(page_text(Text::home, locale)) + "</a>";
  if (status == 401)
    main += " · <a href=\"" + escape_html(home) + "signin?next=" + percent_encode(exchange->page_path) + "\">" +
            escape_html(page_text(Text::sign_in, locale)) + "</a>";
  main += "</p><p><small>" + escape_html(page_text(Text::reference, locale)) + ": <code>" + escape_html(exchange->request_id) +
          "</code></small></p>";
  headers.emplace_back("Content-Type", kHtml);
  frame_page(exchange, {status, std::move(headers), std::move(main)}, std::move(info));
}

void Answers::frame_page(const ExchangePtr& exchange, Response response, PageInfo info) {
  const std::string locale = info.locale.empty() ? exchange->locale : info.locale;
  if (const auto frame = frames_.find(locale)) return join_page(exchange, std::move(response), info, *frame);
  // Asking for the frame calls a plugin, perhaps the very one that is answering, so not from here.
  const bool queued = target_.post([this, exchange, response, info, locale]() mutable {
    const auto frame = frames_.fetch(locale);
    join_page(exchange, std::move(response), info, *frame);
  });
  if (queued) return;
  response.headers.insert(response.headers.begin(), {"Patchbay-Cache", "no"});  // in the wrong frame: not kept
  join_page(exchange, std::move(response), info, *frames_.built_in());
}

void Answers::join_page(const ExchangePtr& exchange, Response response, const PageInfo& info, const PageFrame& frame) {
  const Settings& settings = *exchange->settings;
  PageSetting setting;
  setting.site_name = settings.config.site.name;
  setting.public_url = settings.public_url;
  setting.locales = settings.config.site.locales;
  setting.default_locale = settings.config.site.default_locale;
  setting.locale = exchange->locale;
  setting.path = exchange->page_path;
  setting.signed_in = exchange->signed_in && exchange->principal.kind != inbox::Kind::visitor;
  setting.agent = exchange->principal.is_agent();
  if (setting.signed_in) setting.user = exchange->principal.name.empty() ? exchange->principal.email : exchange->principal.name;
  if (exchange->endpoint && !exchange->endpoint->route.instance.empty())
    setting.asset_base = assets_.base_of_instance(exchange->endpoint->route.instance);
  response.body = frame.join(info, setting, response.body);
  send(exchange, std::move(response));
}

void Answers::send(const ExchangePtr& exchange, Response response) {
  const std::string* cache = response.find("patchbay-cache");
  const bool keepable = cache && *cache == "public" && exchange->cacheable && response.status == 200 && !response.find("set-cookie");
  if (keepable && !response.find("etag"))
    response.headers.emplace_back("ETag", "\"" + sha256_hex(response.body).substr(0, 24) + "\"");
  if (keepable) response.headers.emplace_back("Vary", "Accept-Encoding, Cookie");
  if (keepable && exchange->endpoint) keep(*exchange, response, exchange->endpoint->route.instance);
  const std::string* etag = response.find("etag");
  if (response.status == 200 && etag && !exchange->if_none_match.empty() && etag_matches(exchange->if_none_match, *etag)) {
    response.status = 304;
    response.body.clear();
  }
  const bool bare = has_no_body(response.status);
  const std::int64_t length = bare ? -2 : static_cast<std::int64_t>(response.body.size());
  Outgoing outgoing;
  if (!bare && !exchange->head_only) {
    if (response.body.size() > kCopied) outgoing.shared = std::make_shared<const std::string>(std::move(response.body));
    else outgoing.bytes = std::move(response.body);
  }
  deliver(exchange, response.status, response.headers, length, std::move(outgoing));
}

void Answers::keep(const Exchange& exchange, const Response& response, const std::string& instance) {
  const auto page = std::make_shared<CachedPage>();
  page->etag = *response.find("etag");
  page->tags = tags_of(response, instance);
  HeadFacts facts;
  facts.cached = true;
  facts.length = static_cast<std::int64_t>(response.body.size());
  const auto head = [&](int status, const std::vector<host::Header>& headers, std::int64_t length) {
    facts.length = length;
    return write_head(*exchange.settings, status, headers, facts);
  };
  page->body = response.body;
  page->head = head(200, response.headers, facts.length);
  page->not_modified = head(304, response.headers, -2);
  if (std::string packed = gzip(response.body); packed.size() + 64 < response.body.size()) {
    std::vector<host::Header> headers = response.headers;
    page->gzip_etag = page->etag;
    if (page->gzip_etag.ends_with('"')) page->gzip_etag.insert(page->gzip_etag.size() - 1, "-gz");
    for (auto& [name, value] : headers)
      if (equals_ci(name, "etag")) value = page->gzip_etag;
    headers.emplace_back("Content-Encoding", "gzip");
    page->gzip_head = head(200, headers, static_cast<std::int64_t>(packed.size()));
    page->gzip_not_modified = head(304, headers, -2);
    page->gzip_body = std::move(packed);
  }
  cache_.insert(exchange.host_name, exchange.target, page, exchange.cache_epoch);
}

bool Answers::file(const ExchangePtr& exchange, int status, std::vector<host::Header> headers, std::shared_ptr<FilePart> part) {
  if (!exchange->claim()) return false;
  const std::int64_t length = part->left();
  Outgoing outgoing;
  if (!exchange->head_only) outgoing.file = std::move(part);
  deliver(exchange, status, headers, length, std::move(outgoing));
  return true;
}

pbay_status Answers::from_plugin(const ExchangePtr& exchange, int status, const std::vector<host::Header>& headers,
                                 std::string_view body) {
  const bool sendable = status >= 200 && status <= 599 && std::ranges::all_of(headers, is_sendable);
  if (!sendable) {
    log::error("gateway", "a plugin's answer has a status or header that cannot be sent",
               {{"request_id", exchange->request_id}, {"instance", exchange->endpoint ? exchange->endpoint->route.instance : ""}});
    return problem(exchange, 500, "The fault is on our side; the request id finds it in the log.") ? PBAY_E_INVALID : PBAY_E_GONE;
  }
  Response response{status, headers, std::string{body}};
  std::erase_if(response.headers, is_session_cookie);
  const std::string* page = response.find("patchbay-page");
  if (!page) return respond(exchange, std::move(response)) ? PBAY_OK : PBAY_E_GONE;
  PageInfo info;
  try {
    info = parse_page_info(*page);
  } catch (const Error& error) {
    log::error("gateway", "a plugin's page cannot be framed", {{"request_id", exchange->request_id}, {"error", error.what()}});
    return problem(exchange, 500, "The fault is on our side; the request id finds it in the log.") ? PBAY_E_INVALID : PBAY_E_GONE;
  }
  if (!exchange->claim()) return PBAY_E_GONE;
  frame_page(exchange, std::move(response), std::move(info));
  return PBAY_OK;
}

}  // namespace patchbay::gateway
