#include "core/base/ulid.hpp"

#include <sodium.h>

#include <array>
#include <mutex>

#include "core/base/clock.hpp"

namespace patchbay {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

struct Last {
  std::mutex mutex;
  std::int64_t ms = -1;
  std::array<unsigned char, 10> random{};
};

// Adds one to the big-endian number, so that two ids of one millisecond still rise.
void increment(std::array<unsigned char, 10>& bytes) {
  for (auto it = bytes.rbegin(); it != bytes.rend(); ++it)
    if (++*it != 0) return;
}

}  // namespace

std::string make_ulid(std::int64_t unix_ms) {
  static Last last;
  std::array<unsigned char, 16> raw{};
  {
    const std::lock_guard lock{last.mutex};
    if (unix_ms <= last.ms) {
      unix_ms = last.ms;
      increment(last.random);
    } else {
      last.ms = unix_ms;
      randombytes_buf(last.random.data(), last.random.size());
      last.random[0] &= 0x7f;  // room to count upward within the millisecond
    }
    for (int i = 0; i < 6; ++i) raw[i] = static_cast<unsigned char>(unix_ms >> (40 - 8 * i));
    for (int i = 0; i < 10; ++i) raw[6 + i] = last.random[i];
  }
  std::string text(26, '0');
  // 130 bits of text for 128 of value: the first character carries the top three.
  for (int i = 0; i < 26; ++i) {
    int value = 0;
    for (int bit = 0; bit < 5; ++bit) {
      const int position = i * 5 + bit - 2;
      const int on = position < 0 ? 0 : (raw[position / 8] >> (7 - position % 8)) & 1;
      value = value << 1 | on;
    }
    text[i] = kAlphabet[value];
  }
  return text;
}

std::string make_ulid() { return make_ulid(SystemClock{}.now_ms()); }

bool is_ulid(std::string_view text) noexcept {
  return text.size() == 26 && text[0] <= '7' && text.find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace patchbay
