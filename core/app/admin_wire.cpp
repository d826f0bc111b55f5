#include "core/app/admin_wire.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <cerrno>
#include <cstring>

#include "core/base/error.hpp"

namespace patchbay::app {
namespace {

sockaddr_un address_in(int folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = "/proc/self/fd/" + std::to_string(folder) + "/" + kSocketName;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

Descriptor make_socket() {
  Descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!socket) throw Error{Code::unavailable, "cannot make a socket: " + system_reason()};
  return socket;
}

}  // namespace

Descriptor listen_in(int folder) {
  Descriptor socket = make_socket();
  ::unlinkat(folder, kSocketName, 0);  // left by a process that was killed; the lock says it is not in use
  const sockaddr_un address = address_in(folder);
  // The mode comes from the socket file, so nobody can connect between bind and chmod.
  ::fchmod(socket.get(), 0600);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket.get(), 16) != 0)
    throw Error{Code::unavailable,
                std::string{"cannot make "} + kSocketName + " in the data directory: " + system_reason()};
  return socket;
}

Descriptor connect_in(int folder) {
  Descriptor socket = make_socket();
  const sockaddr_un address = address_in(folder);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return socket;
  if (errno == ENOENT || errno == ECONNREFUSED) return {};
  throw Error{Code::denied, "cannot reach the running host: " + system_reason() +
                                "; run as the user it runs as, or as root"};
}

bool Wire::send(const json::object& line, const std::vector<int>& descriptors) {
  const std::string text = to_text(line) + "\n";
  std::size_t sent = 0;
  while (sent < text.size()) {
    iovec part{const_cast<char*>(text.data()) + sent, text.size() - sent};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMostDescriptors)] = {};
    if (sent == 0 && !descriptors.empty()) {
      message.msg_control = control;
      message.msg_controllen = CMSG_SPACE(sizeof(int) * descriptors.size());
      cmsghdr* header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof(int) * descriptors.size());
      std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof(int) * descriptors.size());
    }
    const ssize_t done = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    sent += static_cast<std::size_t>(done);
  }
  return true;
}

bool Wire::receive_some() {
  char buffer[16384];
  iovec part{buffer, sizeof buffer};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMostDescriptors)];
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = 0;
  do got = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    std::vector<int> descriptors(count);
    std::memcpy(descriptors.data(), CMSG_DATA(header), count * sizeof(int));
    for (const int descriptor : descriptors) received_.emplace_back(descriptor);
    if (received_.size() > kMostDescriptors) throw Error{Code::limit, "too many files in one request"};
  }
  buffer_.append(buffer, static_cast<std::size_t>(got));
  return true;
}

std::optional<json::object> Wire::receive() {
  std::size_t looked = 0;
  for (;;) {
    if (const auto end = buffer_.find('\n', looked); end != std::string::npos) {
      json::object line =
          parse_object(std::string_view{buffer_}.substr(0, end), "a line of the admin socket", kLongestLine);
      buffer_.erase(0, end + 1);
      return line;
    }
    looked = buffer_.size();
    if (looked > kLongestLine) throw Error{Code::limit, "a line of the admin socket is longer than 16 MB"};
    if (!receive_some()) return std::nullopt;
  }
}

bool Wire::other_side_gone() const {
  pollfd watched{socket_.get(), POLLRDHUP, 0};
  return ::poll(&watched, 1, 0) > 0;
}

bool Wire::same_user_or_root() const {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket_.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == ::geteuid();
}

}  // namespace patchbay::app
