#include "core/gateway/target.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/gateway/ascii.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMaxPairs = 100;

bool decode_segment(std::string_view raw, std::string& out) {
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    char c = raw[i];
    if (c == '%') {
      if (i + 2 >= raw.size() || hex_value(raw[i + 1]) < 0 || hex_value(raw[i + 2]) < 0) return false;
      c = static_cast<char>(hex_value(raw[i + 1]) * 16 + hex_value(raw[i + 2]));
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\') return false;
    out += c;
  }
  return out != "." && out != ".." && is_utf8(out);
}

}  // namespace

std::string Path::text() const {
  std::string out;
  for (const std::string& segment : segments) out += "/" + segment;
  return out;
}

std::optional<Path> parse_path(std::string_view raw) {
  if (raw.empty() || raw[0] != '/') return std::nullopt;
  Path path;
  for (std::size_t at = 1;;) {
    const std::size_t slash = std::min(raw.find('/', at), raw.size());
    if (!decode_segment(raw.substr(at, slash - at), path.segments.emplace_back())) return std::nullopt;
    if (slash == raw.size()) return path;
    at = slash + 1;
  }
}

std::string decode_form(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

Query::Query(std::string_view raw) {
  while (!raw.empty() && pairs_.size() < kMaxPairs) {
    const std::size_t end = std::min(raw.find('&'), raw.size());
    const std::string_view pair = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = equals < pair.size() ? pair.substr(equals + 1) : std::string_view{};
    pairs_.emplace_back(to_valid_utf8(decode_form(pair.substr(0, equals))), to_valid_utf8(decode_form(value)));
  }
}

std::string Query::get(std::string_view name) const {
  for (const auto& [key, value] : pairs_)
    if (key == name) return value;
  return {};
}

bool Query::has(std::string_view name) const {
  for (const auto& pair : pairs_)
    if (pair.first == name) return true;
  return false;
}

}  // namespace patchbay::gateway
