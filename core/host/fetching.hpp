#pragma once
// HTTP out: libcurl on one thread for all requests. The address is judged in CURLOPT_OPENSOCKETFUNCTION,
// right before the connection, so no redirect, proxy or change of a name leads anywhere it may not. Redirects
// are the plugin's to follow.
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/host/generation.hpp"
#include "core/host/http_front.hpp"

namespace patchbay::host {

struct FetchRequest {
  std::uint64_t tag = 0;
  std::string method, url, body;
  std::vector<Header> headers;
  std::int64_t timeout_ms = 10'000;
};

class Fetching {
 public:
  Fetching();
  ~Fetching();  // close()

  // Parts are delivered to on_fetch in order, the last exactly once. Throws Error{invalid | denied | limit}
  // at once.
  void start(Generation& generation, FetchRequest request);
  // Ends what is under way; their plugins hear PBAY_E_CANCELLED where they still can.
  void close();

 private:
  struct Transfer;
  struct Wire;  // libcurl's side
  void run();
  void take_in();

  std::mutex mutex_;
  std::vector<std::shared_ptr<Transfer>> waiting_;
  std::size_t open_ = 0;
  bool closing_ = false;
  std::unique_ptr<Wire> wire_;
  std::thread thread_;
};

}  // namespace patchbay::host
