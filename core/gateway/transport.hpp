#pragma once
// The bytes of one client: a TCP socket, with TLS or without, that never blocks. Belongs to one loop's thread.
#include <sys/uio.h>

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <span>
#include <string>

#include "core/gateway/address.hpp"
#include "core/gateway/loop.hpp"

struct ssl_st;

namespace patchbay::gateway {

// Who a transport tells. Held while something is awaited.
class TransportOwner : public std::enable_shared_from_this<TransportOwner> {
 public:
  virtual ~TransportOwner() = default;
  virtual void on_read(std::ptrdiff_t bytes) = 0;  // > 0; 0 = the client sends no more; < 0 = broken
  virtual void on_writable() = 0;
};

class Transport {
 public:
  static constexpr std::ptrdiff_t kAgain = -2, kBroken = -1;

  // Takes a connected descriptor. `tls` is null for plain TCP; else the transport owns it.
  Transport(Loop& loop, int descriptor, const Address& peer, ssl_st* tls);
  ~Transport();
  Transport(const Transport&) = delete;

  // One read and one wait for writing may be under way. The memory stays valid until on_read.
  void read(TransportOwner& owner, char* to, std::size_t size);
  // Writes what fits now: bytes taken, kAgain or kBroken.
  std::ptrdiff_t write(std::span<const iovec> pieces);
  void await_writable(TransportOwner& owner);

  void end_writing();  // the client sees the end; reading goes on
  void close();        // what is awaited ends with on_read(kBroken)
  bool is_tls() const { return tls_ != nullptr; }
  const Address& peer() const { return peer_; }

 private:
  using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
  void read_tls(std::shared_ptr<TransportOwner> owner, char* to, std::size_t size);
  std::ptrdiff_t write_tls(const iovec& piece);

  Socket socket_;
  Address peer_;
  ssl_st* tls_;
  bool write_wants_read_ = false;
};

}  // namespace patchbay::gateway
