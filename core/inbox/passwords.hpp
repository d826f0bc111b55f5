#pragma once
// Argon2id (64 MiB, 3 passes) on one thread of its own, so signing in can neither take all cores nor all
// memory.
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>

namespace patchbay::inbox {

// 12…256 bytes and more than the person's name, e-mail or the site with something added. Error{invalid} with
// the remedy.
void check_password(std::string_view password, std::span<const std::string> known_words);

class Passwords {
 public:
  explicit Passwords(std::size_t queue = 32);
  ~Passwords();

  // Both wait for their turn. Error{limit} at once when `queue` callers wait already.
  std::string hash(const std::string& password);
  // An empty `stored` (no such account, no password yet) takes as long as a real one and is never right.
  [[nodiscard]] bool matches(const std::string& stored, const std::string& password);

 private:
  template <typename Result>
  Result run(std::function<Result()> work);
  void work_off();

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  bool stop_ = false;
  std::thread thread_;  // started with the first password: most hosts never need one
};

}  // namespace patchbay::inbox
