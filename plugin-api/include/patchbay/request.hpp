#pragma once
// An HTTP request and the ways to answer it. A handler answers once: here and now, by later(), or as a
// stream. What it throws before that becomes the answer.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patchbay/json_text.hpp"
#include "patchbay/runtime.hpp"

namespace patchbay::inline v1 {

// A streamed answer, e.g. server-sent events. Ends when it goes out of scope. Movable, not copyable.
class Stream {
 public:
  Stream(detail::Runtime* runtime, pbay_id request) : runtime_{runtime}, request_{request} {}
  Stream(Stream&& other) noexcept : runtime_{other.runtime_}, request_{std::exchange(other.request_, 0)} {}
  Stream& operator=(Stream&&) = delete;
  ~Stream() { end(); }

  // Blocks while the client is slow. False: it is gone, stop.
  bool write(std::string_view chunk) noexcept {
    return request_ != 0 && runtime_->ifaces.http->write(runtime_->host, request_, detail::bytes(chunk)) >= 0;
  }
  void end() noexcept {
    if (const pbay_id request = std::exchange(request_, 0))
      runtime_->ifaces.http->end(runtime_->host, request);
  }

 private:
  detail::Runtime* runtime_;
  pbay_id request_;
};

// What can be said to a request, now or late. The first answer counts; the host refuses a second.
class Answer {
 public:
  Answer(detail::Runtime* runtime, pbay_id request) : runtime_{runtime}, request_{request} {}

  // Each throws Failure{gone} when there is an answer already or the client left, Failure{invalid} for a
  // header that breaks lines.
  void respond(int status, const Fields& headers, std::string_view body) const;
  void html(int status, std::string_view body, Fields headers = {}) const {
    headers.add("content-type", "text/html; charset=utf-8");
    respond(status, headers, body);
  }
  void json(int status, std::string_view text, Fields headers = {}) const {
    headers.add("content-type", "application/json");
    respond(status, headers, text);
  }
  void text(int status, std::string_view body, Fields headers = {}) const {
    headers.add("content-type", "text/plain; charset=utf-8");
    respond(status, headers, body);
  }
  void redirect(int status, std::string_view url, Fields headers = {}) const {
    headers.add("location", url);
    respond(status, headers, {});
  }
  // application/problem+json; `code` is stable, `detail` a sentence for a person.
  void problem(int status, std::string_view code, std::string_view detail) const;
  void problem(const Failure& failure) const {
    problem(http_status_of(failure.status()), code_of(failure.status()), failure.what());
  }
  Stream begin(int status, const Fields& headers) const;
  bool answered() const noexcept { return answered_; }
  pbay_id id() const noexcept { return request_; }

 protected:
  detail::Runtime* runtime_;
  pbay_id request_;
  mutable bool answered_ = false;
};

// An answer that comes after the handler returned, from any thread. Dropped without one, it says 500.
class Deferred : public Answer {
 public:
  Deferred(detail::Runtime* runtime, pbay_id request, std::shared_ptr<std::atomic<bool>> cancelled)
      : Answer{runtime, request}, cancelled_{std::move(cancelled)} {}
  Deferred(Deferred&& other) noexcept : Answer{other}, cancelled_{std::move(other.cancelled_)} {
    other.request_ = 0;
  }
  Deferred& operator=(Deferred&&) = delete;
  ~Deferred();

  // The client left or the deadline passed: no answer is wanted any more.
  bool cancelled() const noexcept { return cancelled_ && cancelled_->load(); }

 private:
  std::shared_ptr<std::atomic<bool>> cancelled_;
};

class Request : public Answer {
 public:
  Request(detail::Runtime* runtime, const pbay_http_req* c) : Answer{runtime, c->req}, c_{c} {}

  Ctx ctx() const noexcept { return c_->ctx; }
  std::string_view method() const noexcept { return detail::view(c_->method); }
  std::string_view path() const noexcept {
    return detail::view(c_->path);
  }  // decoded, locale prefix stripped
  std::string_view raw_query() const noexcept { return detail::view(c_->query); }
  std::string_view remote() const noexcept { return detail::view(c_->remote); }  // address text
  std::string_view body() const noexcept { return detail::view(c_->body); }
  // "" where there is none; header names in lower case.
  std::string_view header(std::string_view name) const noexcept { return detail::find(c_->headers, name); }
  bool has_header(std::string_view name) const noexcept { return detail::has(c_->headers, name); }
  std::string_view param(std::string_view name) const noexcept { return detail::find(c_->params, name); }
  // Decoded (percent and plus) and valid UTF-8 whatever was sent; the first of that name, `fallback` where
  // there is none.
  std::string query(std::string_view name, std::string_view fallback = "") const;
  std::vector<std::string> queries(std::string_view name) const;
  bool has_query(std::string_view name) const { return !queries(name).empty(); }
  // Of the page: its prefix, else the site's default.
  std::string_view locale() const noexcept { return header("patchbay-locale"); }
  // "/assets/<id>/<hash>/", where this plugin's assets/ are served; "" when it has none.
  std::string_view assets() const noexcept { return header("patchbay-assets"); }
  std::string_view id_for_logs() const noexcept { return header("x-request-id"); }

  // The answer comes later; this request's views end with the handler.
  Deferred later() const;
  // The same for a PBAY_STREAM_BODY route: `body` gets each piece on a worker, in order, after the handler
  // returned.
  Deferred receive(std::function<void(std::string_view chunk, bool last)> body) const;
  bool is_deferred() const noexcept { return deferred_; }

 private:
  const pbay_http_req* c_;
  mutable bool deferred_ = false;
};

// ---------------------------------------------------------------------------------------------------------------------

namespace detail {

// How many bytes the UTF-8 character at `at` has; 0 = it is none.
inline std::size_t utf8_length(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned lead = byte(at), second = byte(at + 1);
  const std::size_t size = lead < 0x80   ? 1
                           : lead < 0xC2 ? 0
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                           : lead < 0xF5 ? 4
                                         : 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool beyond = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || beyond ? 0 : size;
}

// Visitors send anything; what a plugin hands on is text: each byte that is none becomes U+FFFD.
inline std::string to_valid_utf8(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = utf8_length(text, at);
    out += size == 0 ? std::string_view{"\xEF\xBF\xBD"} : text.substr(at, size);
    at += size == 0 ? 1 : size;
  }
  return out;
}

inline std::string decode_query(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto hex = [&](std::size_t at) {
      return std::string_view{"0123456789abcdef"}.find(text[at] | 0x20);
    };
    if (text[i] == '%' && i + 2 < text.size() && hex(i + 1) < 16 && hex(i + 2) < 16) {
      out += static_cast<char>(hex(i + 1) * 16 + hex(i + 2));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

inline std::string_view title_of(int status) noexcept {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return status < 500 ? "Error" : "Internal Server Error";
  }
}

inline std::string problem_json(int status, std::string_view code, std::string_view text) {
  std::string out = "{\"type\":\"about:blank\",\"title\":" + json_text::quote(title_of(status));
  out += ",\"status\":" + std::to_string(status) + ",\"detail\":" + json_text::quote(text);
  return out + ",\"code\":" + json_text::quote(code) + '}';
}

}  // namespace detail

inline void Answer::respond(int status, const Fields& headers, std::string_view body) const {
  const auto& http = detail::need(runtime_->ifaces.http, PBAY_HTTP);
  const pbay_status done = http.respond(runtime_->host, request_, status, headers.c(), detail::bytes(body));
  // A refused header leaves the request open for the firewall's 500; everything else has ended it.
  answered_ = done != PBAY_E_INVALID;
  detail::Outcome{}.check(done, "respond");
}

inline void Answer::problem(int status, std::string_view code, std::string_view detail) const {
  respond(status, {{"content-type", "application/problem+json"}}, detail::problem_json(status, code, detail));
}

inline Stream Answer::begin(int status, const Fields& headers) const {
  const auto& http = detail::need(runtime_->ifaces.http, PBAY_HTTP);
  const pbay_status done = http.begin(runtime_->host, request_, status, headers.c());
  answered_ = done != PBAY_E_INVALID;
  detail::Outcome{}.check(done, "begin");
  return Stream{runtime_, request_};
}

inline Deferred::~Deferred() {
  if (request_ == 0) return;
  if (!answered_)
    detail::guard([this] { problem(500, "internal", "The request was dropped without an answer."); },
                  [](auto&&...) {});
  const std::lock_guard lock{runtime_->mutex};
  runtime_->late.erase(request_);
}

inline std::vector<std::string> Request::queries(std::string_view name) const {
  std::vector<std::string> out;
  std::string_view rest = raw_query();
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (detail::decode_query(pair.substr(0, equals)) == name)
      out.push_back(
          detail::to_valid_utf8(detail::decode_query(pair.substr(std::min(pair.size(), equals + 1)))));
  }
  return out;
}

inline std::string Request::query(std::string_view name, std::string_view fallback) const {
  auto all = queries(name);
  return all.empty() ? std::string{fallback} : std::move(all.front());
}

inline Deferred Request::later() const {
  return receive({});
}

inline Deferred Request::receive(std::function<void(std::string_view, bool)> body) const {
  auto cancelled = std::make_shared<std::atomic<bool>>(false);
  {
    const std::lock_guard lock{runtime_->mutex};
    runtime_->late[request_] = {cancelled, std::move(body)};
  }
  deferred_ = true;
  return Deferred{runtime_, request_, std::move(cancelled)};
}

}  // namespace patchbay::inline v1
