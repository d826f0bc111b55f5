#include "core/gateway/setup_link.hpp"

#include <boost/json/object.hpp>
#include <chrono>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::int64_t kOpenMs = 30 * 60'000;

}  // namespace

std::string SetupLink::open(std::int64_t now_steady_ms) {
  const std::lock_guard lock{mutex_};
  token_ = random_token();
  until_ms_ = now_steady_ms + kOpenMs;
  answers_.reset();
  answered_.notify_all();
  return token_;
}

void SetupLink::close(const std::string& token) {
  const std::lock_guard lock{mutex_};
  if (token_ == token) token_.clear();
}

bool SetupLink::is(const std::string& token, std::int64_t now_steady_ms) const {
  const std::lock_guard lock{mutex_};
  return !token_.empty() && equal_constant_time(token, token_) && now_steady_ms < until_ms_ && !answers_;
}

bool SetupLink::answer(const std::string& token, json::object answers, std::int64_t now_steady_ms) {
  if (!is(token, now_steady_ms)) return false;
  const std::lock_guard lock{mutex_};
  if (answers_) return false;
  answers_ = std::move(answers);
  answered_.notify_all();
  return true;
}

std::optional<json::object> SetupLink::wait(const std::string& token, int ms) {
  std::unique_lock lock{mutex_};
  answered_.wait_for(lock, std::chrono::milliseconds{ms}, [&] { return answers_.has_value() || token_ != token; });
  if (token_ != token) throw Error{Code::gone, "another `patchbay setup` has taken over; use its link"};
  if (!answers_) return std::nullopt;
  std::optional<json::object> taken = std::move(answers_);
  answers_.reset();
  token_.clear();
  return taken;
}

}  // namespace patchbay::gateway
