#pragma once
// A client that sends exactly the bytes it is told and reads what comes back. Blocking, with a bound on every wait so that a
// broken server fails a test instead of hanging it.
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace patchbay::gateway {

struct RawAnswer {
  int status = 0;                             // 0 = the connection ended before a whole answer came
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string head;                           // as received
  std::string operator[](const std::string& name) const;
};

class RawClient {
 public:
  // "127.0.0.1:8080"; `from` is the local address to come from.
  explicit RawClient(const std::string& address, const std::string& from = {}, bool tls = false);
  ~RawClient();
  RawClient(RawClient&&) noexcept;

  void send(std::string_view bytes);
  void send_slowly(std::string_view bytes);   // a little later; waits for an answer meanwhile
  bool has_answer(int within_ms = 0);         // something came, or the server closed
  void end_sending();                         // FIN; reading goes on
  void abort();                               // RST
  RawAnswer answer(bool to_head = false);     // the next one; to_head: to a HEAD request
  std::string rest();                         // everything until the server closes
  std::string read(std::size_t bytes);        // exactly so many, fewer at the end
  bool ended();                               // waits for the server to close

  // Convenience: one request on this connection.
  RawAnswer get(const std::string& target, const std::string& headers = {});
  RawAnswer request(const std::string& method, const std::string& target, const std::string& headers, const std::string& body);

 private:
  struct Tls;
  bool fill();
  int socket_ = -1;
  std::string address_, buffered_;
  bool finished_ = false;
  std::unique_ptr<Tls> tls_;
};

}  // namespace patchbay::gateway
