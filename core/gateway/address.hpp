#pragma once
// Addresses of clients: which proxies may speak for them, and whom a forwarded request comes from.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::gateway {

// IPv4 and IPv6 in one form, ::ffff:a.b.c.d counted as the IPv4 address it stands for.
struct Address {
  std::array<unsigned char, 16> bytes{};
  std::string text() const;
  bool is_loopback() const;
  auto operator<=>(const Address&) const = default;
};
std::optional<Address> parse_address(std::string_view text);

struct AddressRange {
  Address base;
  int bits = 128;
  bool holds(const Address& address) const;
};
// "10.0.0.0/8", "::1"; Error{invalid}.
AddressRange parse_range(std::string_view text);

// Whom a request comes from: the peer, or, when it is a trusted proxy, the last address of X-Forwarded-For that is not one.
Address client_of(const Address& peer, std::string_view forwarded_for, const std::vector<AddressRange>& trusted);

// A key for limits: the address, or the /64 of an IPv6 one, because one customer has that many.
Address limit_key(Address address);

}  // namespace patchbay::gateway
