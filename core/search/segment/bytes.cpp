#include "core/search/segment/bytes.hpp"

namespace patchbay::search {

void put_number(std::string& out, std::uint64_t number) {
  while (number >= 0x80) {
    out += static_cast<char>(number | 0x80);
    number >>= 7;
  }
  out += static_cast<char>(number);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out += text;
}

std::uint64_t ByteReader::long_number() noexcept {
  std::uint64_t number = 0;
  for (unsigned shift = 0; at_ != end_ && shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at_++);
    number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return number;
  }
  return fail();
}

std::string_view ByteReader::bytes(std::uint64_t size) noexcept {
  if (size > left()) {
    fail();
    return {};
  }
  const char* from = at_;
  at_ += size;
  return {from, static_cast<std::size_t>(size)};
}

std::uint8_t ByteReader::fail() noexcept {
  broken_ = true;
  at_ = end_;
  return 0;
}

std::uint64_t stable_hash(std::string_view text, std::uint64_t seed) noexcept {
  // FNV-1a with a final mix: the words are short, and sums of these must not cancel out.
  std::uint64_t hash = 0xcbf29ce484222325U ^ seed;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93U;
  hash ^= hash >> 32;
  return hash;
}

}  // namespace patchbay::search
