// pbay.net/1: sockets for protocols that are not HTTP, connected here after the same egress check.
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "core/base/descriptor.hpp"
#include "core/base/net_address.hpp"
#include "core/base/text.hpp"
#include "core/host/instance.hpp"
#include "core/host/interfaces.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::int64_t kConnectMs = 10'000;
using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

Addresses resolve(const std::string& host, std::uint32_t port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | flags;
  addrinfo* list = nullptr;
  const int failed =
      ::getaddrinfo(host.empty() ? nullptr : host.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (failed != 0) throw Error{Code::unavailable, host + ": " + ::gai_strerror(failed)};
  return {list, ::freeaddrinfo};
}

// Connected and blocking, or empty with errno.
Descriptor connect_to(const addrinfo& address, std::int64_t left_ms) {
  Descriptor fd{::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!fd) return {};
  if (::connect(fd.get(), address.ai_addr, address.ai_addrlen) != 0) {
    if (errno != EINPROGRESS) return {};
    pollfd wait{fd.get(), POLLOUT, 0};
    if (::poll(&wait, 1, static_cast<int>(left_ms)) != 1) {
      errno = ETIMEDOUT;
      return {};
    }
    int failed = 0;
    socklen_t size = sizeof failed;
    ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &failed, &size);
    if (failed != 0) {
      errno = failed;
      return {};
    }
  }
  const int one = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) & ~O_NONBLOCK);
  return fd;
}

void require_purpose(const Generation& self, std::string_view purpose) {
  const auto& known = self.instance.manifest.network;
  if (std::find(known.begin(), known.end(), purpose) == known.end())
    throw Error{Code::denied,
                "plugin.json does not list \"" + to_valid_utf8(purpose) + "\" under \"network\""};
}

Descriptor connect_any(const Generation& self, const std::string& host, std::uint32_t port,
                       std::int64_t until) {
  const Egress::Verdict verdict = self.instance.egress.judge(host, static_cast<std::uint16_t>(port));
  if (verdict == Egress::Verdict::denied)
    throw Error{Code::denied, "plugin.json's \"egress\" does not allow " + host + ":" + std::to_string(port)};
  const WorkerPool::Waiting waiting{self.board.pool};
  std::string why = "it has no address";
  Code code = Code::unavailable;
  const Addresses list = resolve(host, port, 0);
  for (const addrinfo* one = list.get(); one != nullptr; one = one->ai_next) {
    if (verdict == Egress::Verdict::public_only && is_private_address(one->ai_addr)) {
      why = "it resolves to " + address_text(one->ai_addr) +
            ", a private address; name the host in the plugin's settings to allow it";
      code = Code::denied;
      continue;
    }
    const std::int64_t left = until - self.board.services.clock.steady_ms();
    if (left <= 0) throw Error{Code::timeout, host + " did not answer in time"};
    if (Descriptor fd = connect_to(*one, left)) return fd;
    why = std::strerror(errno);
    code = Code::unavailable;
  }
  throw Error{code, host + ":" + std::to_string(port) + ": " + why};
}

pbay_status connect(const pbay_host* host, pbay_ctx ctx, pbay_str purpose, pbay_str name, std::uint32_t port,
                    std::int32_t* fd, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    const ScopePtr scope = scope_of(self, ctx);
    require_purpose(self, view(purpose));
    if (fd == nullptr || port == 0 || port > 65535)
      throw Error{Code::invalid, "connect(): a port is 1 to 65535"};
    std::int64_t until = self.board.services.clock.steady_ms() + kConnectMs;
    if (scope != nullptr && scope->deadline_steady_ms != 0)
      until = std::min(until, scope->deadline_steady_ms);
    *fd = connect_any(self, std::string{view(name)}, port, until).release();
  });
}

// "127.0.0.1:2525" or "[::1]:2525".
Descriptor listen_on(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos)
    throw Error{Code::invalid, "the address \"" + address + "\" must be HOST:PORT"};
  std::string host = address.substr(0, colon);
  if (host.size() > 1 && host.front() == '[') host = host.substr(1, host.size() - 2);
  const Addresses list =
      resolve(host, static_cast<std::uint32_t>(std::strtoul(address.c_str() + colon + 1, nullptr, 10)),
              AI_PASSIVE | AI_NUMERICHOST);
  Descriptor fd{::socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const int one = 1;
  if (fd) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (!fd || ::bind(fd.get(), list->ai_addr, list->ai_addrlen) != 0 || ::listen(fd.get(), 128) != 0)
    throw Error{Code::unavailable, address + ": " + std::strerror(errno)};
  return fd;
}

pbay_status listen(const pbay_host* host, pbay_str name, std::int32_t* fd, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    require_purpose(self, view(name));
    if (fd == nullptr) throw Error{Code::invalid, "listen(): nowhere to put the descriptor"};
    const auto address = self.instance.table.listen.find(std::string{view(name)});
    if (address == self.instance.table.listen.end())
      throw Error{Code::not_found, "no address is set; write listen = { " + std::string{view(name)} +
                                       " = \"127.0.0.1:PORT\" } in [plugin." + self.instance.name + "]"};
    *fd = listen_on(address->second).release();
  });
}

constexpr pbay_net_1 kNet = {connect, listen};

}  // namespace

const pbay_net_1& net_interface() {
  return kNet;
}

}  // namespace patchbay::host
