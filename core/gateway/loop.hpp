#pragma once
// One I/O thread: sockets are given to a loop when they are accepted and never leave it. What other threads have to say to a
// socket they post to its loop.
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <thread>

namespace patchbay::gateway {

namespace asio = boost::asio;

// Something on a loop that has deadlines. Called on the loop's thread.
class Ticking {
 public:
  virtual ~Ticking() = default;
  virtual void tick(std::int64_t now_ms) = 0;  // about four times a second
  virtual void shut_down() = 0;                // the server closes: finish what is under way, begin nothing
  virtual void cut() = 0;                      // the server has waited long enough: close now
};

class Loop {
 public:
  using Place = std::list<Ticking*>::iterator;

  Loop();
  ~Loop();
  void start();
  // Ends the thread after what was posted before. Sockets still open are cut.
  void stop();

  asio::io_context& context() { return context_; }
  void post(std::function<void()> work);       // [any thread]
  bool is_here() const { return std::this_thread::get_id() == thread_.get_id(); }

  // The rest on the loop's own thread.
  Place add(Ticking& ticking);
  void remove(Place place);
  void each(const std::function<void(Ticking&)>& visit);  // may remove while visiting
  std::size_t size() const { return members_.size(); }
  std::string_view date();                     // "Sat, 21 Nov 2026 09:00:00 GMT"
  std::string request_id();                    // unique while hosts run, 20 characters of [0-9a-z]

 private:
  void schedule();

  asio::io_context context_;
  asio::steady_timer timer_;
  std::thread thread_;
  std::list<Ticking*> members_;
  Place cursor_;
  std::string id_prefix_;
  std::uint64_t id_count_ = 0;
  std::int64_t date_second_ = 0;
  std::string date_;
};

std::int64_t steady_ms();                      // milliseconds of the steady clock
std::string http_date(std::int64_t unix_seconds);

}  // namespace patchbay::gateway
