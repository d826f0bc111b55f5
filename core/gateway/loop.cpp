#include "core/gateway/loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <ctime>
#include <exception>

#include "core/base/hash.hpp"
#include "core/base/log.hpp"

namespace patchbay::gateway {
namespace {

constexpr auto kTick = std::chrono::milliseconds{250};
constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuv";

std::string base32(std::uint64_t number, int characters) {
  std::string out(static_cast<std::size_t>(characters), '0');
  for (auto place = out.rbegin(); place != out.rend(); ++place, number >>= 5) *place = kDigits[number & 31];
  return out;
}

std::string random_prefix() {
  std::uint64_t number = 0;
  for (const char byte : random_bytes(8)) number = number << 8 | static_cast<unsigned char>(byte);
  return base32(number, 12);
}

}  // namespace

std::int64_t steady_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

std::string http_date(std::int64_t unix_seconds) {
  const std::time_t time = unix_seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[40];
  const std::size_t size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text, size};
}

// One thread runs a loop and touches its sockets; only post() comes from others.
Loop::Loop()
    : context_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO}, timer_{context_}, cursor_{members_.end()}, id_prefix_{random_prefix()} {}

Loop::~Loop() { stop(); }

void Loop::start() {
  schedule();
  thread_ = std::thread{[this] {
    const auto guard = asio::make_work_guard(context_);
    for (;;) {
      try {
        context_.run();
        return;
      } catch (const std::exception& error) {
        log::error("gateway", "an I/O handler failed", {{"error", error.what()}});
      }
    }
  }};
}

void Loop::stop() {
  if (!thread_.joinable()) return;
  post([this] {
    each([](Ticking& member) { member.cut(); });
    context_.stop();
  });
  thread_.join();
}

void Loop::post(std::function<void()> work) { asio::post(context_, std::move(work)); }

Loop::Place Loop::add(Ticking& ticking) { return members_.insert(members_.end(), &ticking); }

void Loop::remove(Place place) {
  if (place == cursor_) ++cursor_;
  members_.erase(place);
}

void Loop::each(const std::function<void(Ticking&)>& visit) {
  for (cursor_ = members_.begin(); cursor_ != members_.end();) {
    Ticking& member = **cursor_;
    ++cursor_;
    visit(member);
  }
}

void Loop::schedule() {
  timer_.expires_after(kTick);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const std::int64_t now = steady_ms();
    each([now](Ticking& member) { member.tick(now); });
    schedule();
  });
}

std::string_view Loop::date() {
  const std::int64_t second = std::time(nullptr);
  if (second != date_second_) {
    date_second_ = second;
    date_ = http_date(second);
  }
  return date_;
}

std::string Loop::request_id() { return id_prefix_ + base32(++id_count_, 8); }

}  // namespace patchbay::gateway
