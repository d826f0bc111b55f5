#pragma once
// Socket addresses: which lead to this machine or a private network, and how they are written.
#include <sys/socket.h>

#include <string>

namespace patchbay {

// Loopback, private, link-local, shared, multicast, reserved, unspecified; IPv4 inside IPv6 (mapped, NAT64,
// 6to4, Teredo) is judged as what it carries.
bool is_private_address(const sockaddr* address);
// "192.0.2.7" or "2001:db8::1".
std::string address_text(const sockaddr* address);

}  // namespace patchbay
