#include "core/inbox/passwords.hpp"

#include <sodium.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::inbox {
namespace {

constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemory = 64u << 20;
constexpr std::size_t kLeast = 12, kMost = 256;
constexpr std::size_t kLeastBesideWords = 8;  // what must be left when the person's own words are taken out

// What matches() works on for an account that does not exist: of the right shape and cost, and of no
// password.
std::string stranger() {
  unsigned char bytes[48];
  randombytes_buf(bytes, sizeof bytes);
  const auto base64 = [](const unsigned char* from, std::size_t size) {
    std::string out(sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL_NO_PADDING), '\0');
    sodium_bin2base64(out.data(), out.size(), from, size, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    out.resize(out.find('\0'));
    return out;
  };
  return "$argon2id$v=19$m=65536,t=3,p=1$" + base64(bytes, 16) + "$" + base64(bytes + 16, 32);
}

std::size_t length_without(std::string text, std::string_view word) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word)) text.erase(at, word.size());
  return text.size();
}

}  // namespace

void check_password(std::string_view password, std::span<const std::string> known_words) {
  if (password.size() < kLeast)
    throw Error{Code::invalid, "the password is too short; use at least 12 characters, such as four words"};
  if (password.size() > kMost)
    throw Error{Code::invalid, "the password is longer than 256 bytes; use a shorter one"};
  std::string distinct{password};
  std::ranges::sort(distinct);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.size() < 5)
    throw Error{Code::invalid, "the password repeats the same few characters; use four words"};
  const std::string lower = lower_ascii(password);
  for (const std::string& word : known_words) {
    const std::string known = lower_ascii(trim(word));
    if (known.size() >= 3 && lower.find(known) != std::string::npos &&
        length_without(lower, known) < kLeastBesideWords)
      throw Error{Code::invalid,
                  "the password is little more than a name or address others know; use four words"};
  }
}

Passwords::Passwords(std::size_t queue) : most_waiting_{queue} {}

Passwords::~Passwords() {
  {
    const std::lock_guard lock{mutex_};
    stop_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Passwords::work_off() {
  std::unique_lock lock{mutex_};
  for (;;) {
    wake_.wait(lock, [&] { return stop_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto work = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    work();
    lock.lock();
  }
}

template <typename Result>
Result Passwords::run(std::function<Result()> work) {
  std::packaged_task<Result()> task{std::move(work)};
  auto result = task.get_future();
  {
    const std::lock_guard lock{mutex_};
    if (stop_ || waiting_.size() >= most_waiting_)
      throw Error{Code::limit, "too many people are signing in at this moment; try again in a few seconds"};
    if (!thread_.joinable()) thread_ = std::thread{[this] { work_off(); }};
    waiting_.emplace_back([&task] { task(); });
  }
  wake_.notify_one();
  return result.get();
}

std::string Passwords::hash(const std::string& password) {
  return run<std::string>([&] {
    std::string out(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str(out.data(), password.data(), password.size(), kPasses, kMemory) != 0)
      throw Error{Code::limit,
                  "there is not enough memory to hash a password (64 MiB); free some and try again"};
    out.resize(out.find('\0'));
    return out;
  });
}

bool Passwords::matches(const std::string& stored, const std::string& password) {
  if (password.size() > kMost) return false;  // cheap on purpose: nobody has such a password
  return run<bool>([&] {
    const std::string against = stored.empty() ? stranger() : stored;
    return crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  });
}

}  // namespace patchbay::inbox
