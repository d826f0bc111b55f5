#include "core/gateway/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "core/base/error.hpp"
#include "core/gateway/ascii.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::array<unsigned char, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_v4(const Address& address) { return std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin()); }

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (text.empty() || text.size() > 45) return std::nullopt;
  const std::string terminated{text};
  Address address;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  std::copy(kMapped.begin(), kMapped.end(), address.bytes.begin());
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data() + 12) == 1) return address;
  return std::nullopt;
}

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (is_v4(*this)) inet_ntop(AF_INET, bytes.data() + 12, out.data(), out.size());
  else inet_ntop(AF_INET6, bytes.data(), out.data(), out.size());
  return out.data();
}

bool Address::is_loopback() const {
  if (is_v4(*this)) return bytes[12] == 127;
  return std::all_of(bytes.begin(), bytes.end() - 1, [](unsigned char b) { return b == 0; }) && bytes[15] == 1;
}

AddressRange parse_range(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto base = parse_address(text.substr(0, slash));
  if (!base) throw Error{Code::invalid, "\"" + std::string{text} + "\" is no address: write 10.0.0.1 or 10.0.0.0/8"};
  AddressRange range{*base, 128};
  if (slash < text.size()) {
    const std::string_view digits = text.substr(slash + 1);
    const int width = is_v4(*base) ? 32 : 128;
    int bits = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits < 0 || bits > width)
      throw Error{Code::invalid, "\"" + std::string{text} + "\" has no prefix length of 0 to " + std::to_string(width)};
    range.bits = bits + (128 - width);
  }
  return range;
}

bool AddressRange::holds(const Address& address) const {
  const int whole = bits / 8, rest = bits % 8;
  if (std::memcmp(base.bytes.data(), address.bytes.data(), static_cast<std::size_t>(whole)) != 0) return false;
  if (rest == 0) return true;
  const auto mask = static_cast<unsigned char>(0xff << (8 - rest));
  const auto at = static_cast<std::size_t>(whole);
  return (base.bytes[at] & mask) == (address.bytes[at] & mask);
}

Address client_of(const Address& peer, std::string_view forwarded_for, const std::vector<AddressRange>& trusted) {
  const auto is_trusted = [&](const Address& address) {
    return std::ranges::any_of(trusted, [&](const AddressRange& range) { return range.holds(address); });
  };
  Address client = peer;
  while (is_trusted(client) && !forwarded_for.empty()) {
    const std::size_t comma = forwarded_for.rfind(',');
    const bool last = comma == std::string_view::npos;
    const auto next = parse_address(trim_blanks(last ? forwarded_for : forwarded_for.substr(comma + 1)));
    if (!next) break;  // what a proxy did not write as an address says nothing about who is behind it
    client = *next;
    forwarded_for = last ? std::string_view{} : forwarded_for.substr(0, comma);
  }
  return client;
}

Address limit_key(Address address) {
  if (!is_v4(address) && !address.is_loopback()) std::fill(address.bytes.begin() + 8, address.bytes.end(), 0);
  return address;
}

}  // namespace patchbay::gateway
