#pragma once
// Numbers and texts packed into bytes, and a reader that never runs past their end.
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace patchbay::search {

// Seven bits a byte, lowest first.
void put_number(std::string& out, std::uint64_t number);
void put_text(std::string& out, std::string_view text);  // its length, then it

// Reads what the functions above wrote. Past the end, or in bytes that are none of theirs, it is broken() and
// gives 0.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) noexcept
      : at_{bytes.data()}, end_{bytes.data() + bytes.size()} {}

  bool done() const noexcept { return at_ == end_; }
  bool broken() const noexcept { return broken_; }
  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  const char* here() const noexcept { return at_; }

  std::uint64_t number() noexcept {
    if (at_ != end_ && static_cast<signed char>(*at_) >= 0) return static_cast<unsigned char>(*at_++);
    return long_number();
  }
  std::uint8_t byte() noexcept { return at_ != end_ ? static_cast<std::uint8_t>(*at_++) : fail(); }
  std::string_view bytes(std::uint64_t size) noexcept;
  std::string_view text() noexcept { return bytes(number()); }

 private:
  std::uint64_t long_number() noexcept;
  std::uint8_t fail() noexcept;

  const char* at_;
  const char* end_;
  bool broken_ = false;
};

// 64 bits of a text, the same on every machine and for ever: they are stored.
std::uint64_t stable_hash(std::string_view text, std::uint64_t seed = 0) noexcept;

}  // namespace patchbay::search
