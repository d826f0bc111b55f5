#pragma once
// The one exception a plugin throws and catches at the host's door, and the one firewall that keeps every
// exception on its own side of the C ABI.
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "patchbay/pbay.h"

namespace patchbay::inline v1 {

using Ctx = pbay_ctx;
constexpr Ctx kSelf = 0;  // the plugin itself: sees everything of its own, has no deadline

// Thrown by every host call that did not work, and by a handler that wants a certain answer: in a route it
// becomes problem+json with http_status_of(status), in a provider the caller's error, in a durable event or
// job a retry.
class Failure : public std::runtime_error {
 public:
  Failure(pbay_status status, const std::string& text) : std::runtime_error{text}, status_{status} {}
  pbay_status status() const noexcept { return status_; }

 private:
  pbay_status status_;
};

// From a durable event or a job: try again after this long instead of the host's own back-off.
class Retry : public Failure {
 public:
  Retry(std::uint32_t after_ms, const std::string& why)
      : Failure{PBAY_E_UNAVAILABLE, why}, after_ms_{after_ms} {}
  std::uint32_t after_ms() const noexcept { return after_ms_; }

 private:
  std::uint32_t after_ms_;
};

inline std::string_view code_of(pbay_status status) noexcept {
  switch (status) {
    case PBAY_OK:
      return "ok";
    case PBAY_E_INVALID:
      return "invalid";
    case PBAY_E_NOT_FOUND:
      return "not_found";
    case PBAY_E_CONFLICT:
      return "conflict";
    case PBAY_E_DENIED:
      return "denied";
    case PBAY_E_LIMIT:
      return "limit";
    case PBAY_E_TIMEOUT:
      return "timeout";
    case PBAY_E_CANCELLED:
      return "cancelled";
    case PBAY_E_UNAVAILABLE:
      return "unavailable";
    case PBAY_E_UNSUPPORTED:
      return "unsupported";
    case PBAY_E_STATE:
      return "state";
    case PBAY_E_GONE:
      return "gone";
    case PBAY_E_STOP:
      return "stop";
    default:
      return "internal";
  }
}

inline int http_status_of(pbay_status status) noexcept {
  switch (status) {
    case PBAY_E_INVALID:
      return 400;
    case PBAY_E_DENIED:
      return 403;
    case PBAY_E_NOT_FOUND:
      return 404;
    case PBAY_E_CONFLICT:
      return 409;
    case PBAY_E_GONE:
      return 410;
    case PBAY_E_LIMIT:
      return 429;
    case PBAY_E_UNSUPPORTED:
      return 501;
    case PBAY_E_UNAVAILABLE:
    case PBAY_E_CANCELLED:
      return 503;
    case PBAY_E_TIMEOUT:
      return 504;
    default:
      return 500;
  }
}

namespace detail {

inline pbay_str str(std::string_view text) noexcept {
  return {text.data(), text.size()};
}
inline pbay_bytes bytes(std::string_view data) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()};
}
inline std::string_view view(pbay_str text) noexcept {
  return text.n == 0 ? std::string_view{} : std::string_view{text.p, static_cast<std::size_t>(text.n)};
}
inline std::string_view view(pbay_bytes data) noexcept {
  return data.n == 0
             ? std::string_view{}
             : std::string_view{reinterpret_cast<const char*>(data.p), static_cast<std::size_t>(data.n)};
}

inline void fill(pbay_error* error, pbay_status status, std::string_view text) noexcept {
  if (error == nullptr) return;
  std::size_t size = text.size() < sizeof error->msg - 1 ? text.size() : sizeof error->msg - 1;
  // A cut never splits a character.
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  std::memcpy(error->msg, text.data(), size);
  error->msg[size] = '\0';
  error->n = static_cast<std::uint32_t>(size);
  error->code = status;
}

// The firewall. Runs `work`; whatever it throws becomes a status and a text, and nothing unwinds further.
// `report(status, text, retry_ms)` is called for a failure; what it throws is dropped.
template <class Work, class Report>
pbay_status guard(Work&& work, Report&& report) noexcept {
  const auto failed = [&](pbay_status status, std::string_view text, std::uint32_t retry_ms) noexcept {
    const pbay_status known = status < 0 && status >= PBAY_E_INTERNAL ? status : PBAY_E_INTERNAL;
    try {
      report(known, text, retry_ms);
    } catch (...) {
    }
    return known;
  };
  try {
    work();
    return PBAY_OK;
  } catch (const Retry& retry) {
    return failed(retry.status(), retry.what(), retry.after_ms());
  } catch (const Failure& failure) {
    return failed(failure.status(), failure.what(), 0);
  } catch (const std::bad_alloc&) {
    return failed(PBAY_E_LIMIT, "out of memory", 0);
  } catch (const std::exception& error) {
    return failed(PBAY_E_INTERNAL, error.what(), 0);
  } catch (...) {
    return failed(PBAY_E_INTERNAL, "an exception that is no std::exception", 0);
  }
}

template <class Work>
pbay_status guard_into(pbay_error* error, Work&& work) noexcept {
  return guard(std::forward<Work>(work), [error](pbay_status status, std::string_view text, std::uint32_t) {
    fill(error, status, text);
  });
}

// A pbay_error that turns into a Failure.
class Outcome {
 public:
  Outcome() noexcept { std::memset(&error_, 0, sizeof error_); }
  pbay_error* slot() noexcept { return &error_; }
  // Throws unless `status` is OK. `what` says what was tried when the host gave no text.
  void check(pbay_status status, std::string_view what) const {
    if (status >= 0) return;
    const std::size_t size = error_.n < sizeof error_.msg ? error_.n : sizeof error_.msg - 1;
    std::string text{error_.msg, size};
    if (text.empty()) text = std::string{what} + ": " + std::string{code_of(status)};
    throw Failure{status, text};
  }

 private:
  pbay_error error_;
};

// A sink over any callable taking a string_view. What it throws stops the stream and comes out of rethrow().
template <class Take>
class Sink {
 public:
  explicit Sink(Take take) : take_{std::forward<Take>(take)} {}
  pbay_sink c() noexcept { return {this, &Sink::put}; }
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  static pbay_status put(void* self, pbay_bytes item) noexcept {
    auto& sink = *static_cast<Sink*>(self);
    try {
      sink.take_(view(item));
      return PBAY_OK;
    } catch (...) {
      sink.thrown_ = std::current_exception();
      return PBAY_E_STOP;
    }
  }
  Take take_;
  std::exception_ptr thrown_;
};

}  // namespace detail
}  // namespace patchbay::inline v1
