#include "core/gateway/transport.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <cerrno>

namespace patchbay::gateway {
namespace {

using Code = boost::system::error_code;

asio::ip::tcp protocol_of(int descriptor) {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &size);
  return name.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
}

}  // namespace

Transport::Transport(Loop& loop, int descriptor, const Address& peer, ssl_st* tls)
    : socket_{loop.context().get_executor()}, peer_{peer}, tls_{tls} {
  socket_.assign(protocol_of(descriptor), descriptor);
  Code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
  if (tls_) {
    SSL_set_fd(tls_, descriptor);
    SSL_set_accept_state(tls_);
  }
}

Transport::~Transport() {
  if (tls_) SSL_free(tls_);
}

void Transport::read(TransportOwner& owner, char* to, std::size_t size) {
  if (tls_) return read_tls(owner.shared_from_this(), to, size);
  socket_.async_read_some(asio::buffer(to, size), [keep = owner.shared_from_this()](const Code& error, std::size_t bytes) {
    if (!error) keep->on_read(static_cast<std::ptrdiff_t>(bytes));
    else keep->on_read(error == asio::error::eof ? 0 : kBroken);
  });
}

void Transport::read_tls(std::shared_ptr<TransportOwner> owner, char* to, std::size_t size) {
  // Even what is there already is told from a fresh stack: the owner may be in the middle of something.
  const auto attempt = [this, owner, to, size](const Code& error) {
    if (error || !socket_.is_open()) return owner->on_read(kBroken);
    ERR_clear_error();
    const int bytes = SSL_read(tls_, to, static_cast<int>(std::min<std::size_t>(size, 1 << 20)));
    if (bytes > 0) return owner->on_read(bytes);
    switch (SSL_get_error(tls_, bytes)) {
      case SSL_ERROR_WANT_READ:
      case SSL_ERROR_WANT_WRITE: return read_tls(owner, to, size);
      case SSL_ERROR_ZERO_RETURN: return owner->on_read(0);
      default: return owner->on_read(kBroken);
    }
  };
  const bool waits_for_write = SSL_want_write(tls_) && !SSL_is_init_finished(tls_);
  if (SSL_pending(tls_) > 0) asio::post(socket_.get_executor(), [attempt] { attempt(Code{}); });
  else socket_.async_wait(waits_for_write ? Socket::wait_write : Socket::wait_read, attempt);
}

std::ptrdiff_t Transport::write(std::span<const iovec> pieces) {
  if (!socket_.is_open()) return kBroken;
  if (tls_) return write_tls(pieces.front());
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces.data());
  message.msg_iovlen = pieces.size();
  for (;;) {
    const ssize_t sent = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) return sent;
    if (errno == EINTR) continue;
    return errno == EAGAIN || errno == EWOULDBLOCK ? kAgain : kBroken;
  }
}

std::ptrdiff_t Transport::write_tls(const iovec& piece) {
  ERR_clear_error();
  const int bytes = SSL_write(tls_, piece.iov_base, static_cast<int>(std::min<std::size_t>(piece.iov_len, 1 << 20)));
  if (bytes > 0) return bytes;
  const int error = SSL_get_error(tls_, bytes);
  write_wants_read_ = error == SSL_ERROR_WANT_READ;
  return write_wants_read_ || error == SSL_ERROR_WANT_WRITE ? kAgain : kBroken;
}

void Transport::await_writable(TransportOwner& owner) {
  socket_.async_wait(write_wants_read_ ? Socket::wait_read : Socket::wait_write,
                     [keep = owner.shared_from_this()](const Code&) { keep->on_writable(); });
  write_wants_read_ = false;
}

void Transport::end_writing() {
  if (tls_) {
    ERR_clear_error();
    SSL_shutdown(tls_);
  }
  Code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
}

void Transport::close() {
  Code ignored;
  socket_.close(ignored);
}

}  // namespace patchbay::gateway
