#include "core/base/net_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace patchbay {
namespace {

struct Range4 {
  std::uint32_t base;
  int bits;
};
// RFC 6890 and its followers: nothing a stranger's URL may lead to.
constexpr std::array<Range4, 15> kPrivate4 = {{{0x00000000, 8},
                                               {0x0a000000, 8},
                                               {0x64400000, 10},
                                               {0x7f000000, 8},
                                               {0xa9fe0000, 16},
                                               {0xac100000, 12},
                                               {0xc0000000, 24},
                                               {0xc0000200, 24},
                                               {0xc0586300, 24},
                                               {0xc0a80000, 16},
                                               {0xc6120000, 15},
                                               {0xc6336400, 24},
                                               {0xcb007100, 24},
                                               {0xe0000000, 4},
                                               {0xf0000000, 4}}};

bool is_private4(std::uint32_t address) {
  for (const Range4& range : kPrivate4)
    if ((address >> (32 - range.bits)) == (range.base >> (32 - range.bits))) return true;
  return false;
}

std::uint32_t word(const unsigned char* bytes) {
  return (std::uint32_t{bytes[0]} << 24) | (std::uint32_t{bytes[1]} << 16) | (std::uint32_t{bytes[2]} << 8) |
         bytes[3];
}

bool is_private6(const unsigned char* a) {
  static constexpr unsigned char kZero[12] = {};
  static constexpr unsigned char kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  static constexpr unsigned char kNat64[12] = {0, 0x64, 0xff, 0x9b};
  if (std::memcmp(a, kMapped, 12) == 0 || std::memcmp(a, kNat64, 12) == 0) return is_private4(word(a + 12));
  if (std::memcmp(a, kZero, 12) == 0) return true;                    // ::, ::1 and IPv4-compatible
  if (a[0] == 0x20 && a[1] == 0x02) return is_private4(word(a + 2));  // 6to4
  if (a[0] == 0x20 && a[1] == 0x01 && a[2] < 2) return true;          // 2001::/23, Teredo included
  if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == 0xb8) return true;
  if (word(a) == 0x0064ff9b) return true;  // 64:ff9b:1::/48 and the rest
  return (a[0] & 0xe0) != 0x20;            // all but 2000::/3
}

}  // namespace

bool is_private_address(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in in4{};
    std::memcpy(&in4, address, sizeof in4);
    return is_private4(ntohl(in4.sin_addr.s_addr));
  }
  if (address->sa_family != AF_INET6) return true;
  sockaddr_in6 in6{};
  std::memcpy(&in6, address, sizeof in6);
  return is_private6(in6.sin6_addr.s6_addr);
}

std::string address_text(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* where =
      address->sa_family == AF_INET
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(address)->sin_addr)
          : static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
  return ::inet_ntop(address->sa_family, where, text.data(), text.size()) == nullptr ? "?" : text.data();
}

}  // namespace patchbay
