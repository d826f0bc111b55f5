#pragma once
// The one-time link of `patchbay setup`: who asks waits here for what the page's form says. [any thread]
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/json.hpp"

namespace patchbay::gateway {

class SetupLink {
 public:
  // A new token; the one before ends. It opens the page for half an hour, until it is answered or close() is called.
  std::string open(std::int64_t now_steady_ms);
  void close(const std::string& token);
  bool is(const std::string& token, std::int64_t now_steady_ms) const;

  // False: the token is not, or no longer, the one.
  bool answer(const std::string& token, json::object answers, std::int64_t now_steady_ms);
  // The answers, once; nullopt when none came within `ms`. Error{gone} when the token ended without.
  std::optional<json::object> wait(const std::string& token, int ms);

 private:
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable answered_;
  std::string token_;
  std::int64_t until_ms_ = 0;
  std::optional<json::object> answers_;
};

}  // namespace patchbay::gateway
