#include "core/gateway/byte_range.hpp"

#include <algorithm>

#include "core/gateway/ascii.hpp"

namespace patchbay::gateway {
namespace {

// Digits as a number; -1 for no digits; larger than any file for more than 18 of them.
std::int64_t number_of(std::string_view digits) {
  if (digits.empty()) return -1;
  if (digits.size() > 18) return std::int64_t{1} << 62;
  std::int64_t out = 0;
  for (const char c : digits) out = out * 10 + (c - '0');
  return out;
}

}  // namespace

ByteRange parse_range(std::string_view range, std::int64_t file_size) {
  const ByteRange whole{ByteRange::Kind::whole, 0, file_size};
  if (!range.starts_with("bytes=")) return whole;
  range.remove_prefix(6);
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return whole;
  const std::string_view first = trim_blanks(range.substr(0, dash)), last = trim_blanks(range.substr(dash + 1));
  if (!all_digits(first) || !all_digits(last) || (first.empty() && last.empty())) return whole;
  const std::int64_t from = number_of(first), to = number_of(last);
  if (from < 0) {  // the last `to` bytes
    if (to == 0 || file_size == 0) return {ByteRange::Kind::none, 0, 0};
    const std::int64_t size = std::min(to, file_size);
    return {ByteRange::Kind::part, file_size - size, size};
  }
  if (to >= 0 && to < from) return whole;
  if (from >= file_size) return {ByteRange::Kind::none, 0, 0};
  const std::int64_t end = to < 0 ? file_size - 1 : std::min(to, file_size - 1);
  return {ByteRange::Kind::part, from, end - from + 1};
}

}  // namespace patchbay::gateway
