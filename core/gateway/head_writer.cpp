#include "core/gateway/head_writer.hpp"

#include <algorithm>
#include <ctime>

#include "core/gateway/ascii.hpp"
#include "core/gateway/http_status.hpp"
#include "core/gateway/loop.hpp"

namespace patchbay::gateway {

const std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; font-src "
    "'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const std::string_view kDataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const std::string_view kFilePolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";

namespace {

constexpr std::string_view kOwn[] = {"date", "server", "connection", "keep-alive", "content-length", "transfer-encoding",
                                     "upgrade", "trailer", "x-request-id", "x-content-type-options",
                                     "strict-transport-security", "patchbay-page", "patchbay-cache", "patchbay-tags"};

// What a handler may say for itself, and what it gets when it does not.
struct Preset {
  std::string_view name, value;
};
constexpr Preset kPresets[] = {
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "strict-origin"},
};

const std::string* find(const std::vector<host::Header>& headers, std::string_view name) {
  for (const auto& [known, value] : headers)
    if (equals_ci(known, name)) return &value;
  return nullptr;
}

void add(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

void add_cache_control(std::string& out, int status, const std::vector<host::Header>& headers, bool session) {
  const std::string* given = find(headers, "cache-control");
  const bool immutable = given && given->find("immutable") != std::string::npos;
  if (given && (!session || immutable || given->find("public") == std::string::npos)) add(out, "Cache-Control", *given);
  else add(out, "Cache-Control", session || status >= 400 ? "no-store" : "no-cache");
}

void add_security(std::string& out, const Settings& settings, const std::vector<host::Header>& headers) {
  if (!find(headers, "content-security-policy")) {
    const std::string* type = find(headers, "content-type");
    add(out, "Content-Security-Policy", type && starts_with_ci(*type, "text/html") ? kPagePolicy : kDataPolicy);
  }
  for (const Preset& preset : kPresets)
    if (!find(headers, preset.name)) add(out, preset.name, preset.value);
  add(out, "X-Content-Type-Options", "nosniff");
  if (settings.https)
    add(out, "Strict-Transport-Security",
        settings.config.server.tls.hsts_subdomains ? "max-age=63072000; includeSubDomains" : "max-age=63072000");
}

}  // namespace

bool is_sendable(const host::Header& header) {
  if (header.first.empty()) return false;
  for (const char c : header.first) {
    const bool token = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    if (!token) return false;
  }
  return std::ranges::none_of(header.second, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

bool is_session_cookie(const host::Header& header) {
  return equals_ci(header.first, "set-cookie") &&
         (starts_with_ci(header.second, "sid=") || starts_with_ci(header.second, "__host-sid="));
}

bool is_own_header(std::string_view name) {
  return std::ranges::any_of(kOwn, [name](std::string_view own) { return equals_ci(own, name); });
}

std::string_view current_http_date() {
  thread_local std::int64_t second = 0;
  thread_local std::string text;
  if (const std::int64_t now = std::time(nullptr); now != second) {
    second = now;
    text = http_date(now);
  }
  return text;
}

HeadFacts facts_of(const Exchange& exchange, std::int64_t length) {
  HeadFacts facts;
  facts.session = exchange.signed_in;
  facts.http11 = exchange.http11;
  facts.keep_alive = exchange.keep_alive;
  facts.request_id = exchange.request_id;
  facts.length = length;
  return facts;
}

std::string write_head(const Settings& settings, int status, const std::vector<host::Header>& headers, const HeadFacts& facts) {
  std::string out;
  out.reserve(1024);
  out += "HTTP/1.1 ";
  out += std::to_string(status);
  out += ' ';
  out += reason_of(status);
  out += "\r\n";
  for (const host::Header& header : headers)
    if (!is_own_header(header.first) && !equals_ci(header.first, "cache-control")) add(out, header.first, header.second);
  add_cache_control(out, status, headers, facts.session);
  add_security(out, settings, headers);
  if (facts.length >= 0) add(out, "Content-Length", std::to_string(facts.length));
  else if (facts.length == -1) add(out, "Transfer-Encoding", "chunked");
  if (facts.cached) return out;
  add(out, "Date", current_http_date());
  add(out, "X-Request-Id", facts.request_id);
  if (!facts.keep_alive) out += "Connection: close\r\n";
  else if (!facts.http11) out += "Connection: keep-alive\r\n";
  out += "\r\n";
  return out;
}

}  // namespace patchbay::gateway
