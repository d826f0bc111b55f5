// Loads whatever speaks /ws/v1, and prints one JSON object:
//   bench_load ADDRESS durable TOKENS SECONDS WINDOW          every token sends, WINDOW messages under way each
//   bench_load ADDRESS fanout TOKENS SECONDS RATE WATCHERS    the first token sends RATE a second (0: as fast as it is acknowledged
//                                                             and shown); WATCHERS sockets of the last token watch everything
//   bench_load ADDRESS fill TOKENS COUNT WORDS                COUNT messages of words of the file WORDS
//   bench_load ADDRESS idle TOKENS SECONDS RATE               every token but the last opens a socket and is silent; prints a line
//                                                             and waits for one on stdin; then customers write RATE a second in all
//                                                             and the last token, who watches, answers each
// TOKENS is a file with one token a line.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/delivery/socket_pool.hpp"

namespace patchbay::bench {
namespace {

constexpr const char* kSubscribe = R"({"type":"subscribe","inbox":"all","after":0})";
constexpr const char* kBody = "Where is my order 10482? It was to come on Tuesday and the page still says that it waits.";
constexpr std::int64_t kSecond = 1'000'000;

std::vector<std::string> lines_of(const std::string& file) {
  std::vector<std::string> lines;
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(line);
  if (lines.empty()) throw std::runtime_error{file + " is empty"};
  return lines;
}

// The member's text, for frames whose shape is known.
std::string_view member(std::string_view frame, std::string_view name) {
  const std::size_t at = frame.find("\"" + std::string{name} + "\":\"");
  if (at == std::string_view::npos) return {};
  const std::size_t from = at + name.size() + 4;
  return frame.substr(from, frame.find('"', from) - from);
}

bool is(std::string_view frame, std::string_view type) { return member(frame, "type") == type; }

class Latencies {
 public:
  void add(std::int64_t us) { all_.push_back(us); }
  std::size_t count() const { return all_.size(); }
  double at(double share) {
    if (all_.empty()) return -1;
    std::sort(all_.begin(), all_.end());
    return static_cast<double>(all_[std::min(all_.size() - 1, static_cast<std::size_t>(share * static_cast<double>(all_.size())))]);
  }

 private:
  std::vector<std::int64_t> all_;
};

class Load {
 public:
  Load(std::string address, const std::string& tokens) : pool_{std::move(address)}, tokens_{lines_of(tokens)}, run_{std::to_string(now_us())} {}

  void durable(int seconds, int window) {
    pool_.open(tokens_);
    const std::int64_t began = now_us(), warm = began + kSecond, end = warm + seconds * kSecond;
    for (int socket = 0; socket < pool_.count(); ++socket)
      for (int i = 0; i < window; ++i) say(socket, kBody);
    pool_.run_until(end, [&](int socket, std::string_view frame) {
      if (is(frame, "error")) throw std::runtime_error{std::string{frame}};
      if (!is(frame, "ack")) return;
      note_ack(frame, warm);
      say(socket, kBody);
    }, [] { return false; });
    print("durable", seconds);
  }

  void fill(std::int64_t count, const std::string& words_file) {
    const std::vector<std::string> words = lines_of(words_file);
    // Few words are common and most are rare, as in speech.
    std::mt19937_64 random{1};
    std::exponential_distribution<double> rank{6.0 / static_cast<double>(words.size())};
    const auto text = [&] {
      std::string out;
      for (int i = 0; i < 12; ++i) out += words[std::min(words.size() - 1, static_cast<std::size_t>(rank(random)))] + " ";
      return out;
    };
    pool_.open(tokens_);
    const std::int64_t began = now_us();
    std::int64_t said = 0, acked = 0;
    for (int socket = 0; socket < pool_.count(); ++socket)
      for (int i = 0; i < 16 && said < count; ++i, ++said) say(socket, text());
    pool_.run_until(began + 3600 * kSecond, [&](int socket, std::string_view frame) {
      if (is(frame, "error")) throw std::runtime_error{std::string{frame}};
      if (!is(frame, "ack")) return;
      ++acked;
      if (said < count) {
        ++said;
        say(socket, text());
      }
    }, [&] { return acked >= count; });
    std::printf("{\"what\":\"fill\",\"messages\":%ld,\"seconds\":%.1f}\n", acked, static_cast<double>(now_us() - began) / kSecond);
  }

  void fanout(int seconds, int rate, int watchers) {
    const int sender = pool_.open({tokens_.front()});
    pool_.open(std::vector<std::string>(static_cast<std::size_t>(watchers), tokens_.back()), kSubscribe, "subscribed");
    const std::int64_t began = now_us(), warm = began + kSecond, end = warm + seconds * kSecond;
    std::int64_t said = 0, shown = 0, counted = 0;
    const auto more = [&] {
      const std::int64_t now = now_us();
      if (now > end) return;
      // As fast as it is taken: four messages under way.
      if (rate == 0 ? said * watchers - shown < 4 * watchers : now >= began + said * kSecond / rate) {
        const std::int64_t meant = rate == 0 ? now : began + said * kSecond / rate;
        ++said;
        say(sender, "t=" + std::to_string(meant) + " " + kBody);
      }
    };
    const bool all = pool_.run_until(end + 20 * kSecond, [&](int socket, std::string_view frame) {
      if (socket == sender || !is(frame, "message")) return;
      ++shown;
      const std::int64_t meant = sent_at(frame), now = now_us();
      if (meant >= warm && now <= end) ++counted;
      if (meant >= warm) latencies_.add(now - meant);
    }, [&] {
      more();
      return now_us() > end && shown >= said * watchers;
    });
    std::printf("{\"what\":\"fanout\",\"watchers\":%d,\"messages\":%ld,\"all_shown\":%s,\"frames_per_second\":%.0f,\"p50_us\":%.0f,\"p99_us\":%.0f}\n",
                watchers, said, all ? "true" : "false", static_cast<double>(counted) / seconds, latencies_.at(0.5), latencies_.at(0.99));
  }

  void idle(int seconds, int rate) {
    const std::string agent_token = tokens_.back();
    tokens_.pop_back();
    const std::int64_t opening = now_us();
    pool_.open(tokens_);
    const int customers = pool_.count();
    const int agent = pool_.open({agent_token}, kSubscribe, "subscribed");
    std::printf("{\"what\":\"idle\",\"open\":%d,\"opened_in_ms\":%ld}\n", pool_.open_count(), (now_us() - opening) / 1000);
    std::fflush(stdout);
    wait_for_line();
    Latencies to_customers;
    const std::int64_t began = now_us(), end = began + seconds * kSecond;
    std::int64_t said = 0, at_desk = 0, answered = 0;
    pool_.run_until(end + 10 * kSecond, [&](int socket, std::string_view frame) {
      if (!is(frame, "message")) return;
      const bool answer = frame.find("\"body\":\"answer") != std::string_view::npos;
      if (socket == agent && !answer) {
        ++at_desk;
        latencies_.add(now_us() - sent_at(frame));
        say(agent, "answer t=" + std::to_string(now_us()) + " " + kBody, std::string{member(frame, "conversation")});
      } else if (socket != agent && answer) {
        ++answered;
        to_customers.add(now_us() - sent_at(frame));
      }
    }, [&] {
      const std::int64_t now = now_us();
      if (now < end && now >= began + said * kSecond / rate) {
        const std::int64_t meant = began + said * kSecond / rate;
        // One after another, a prime apart.
        say(static_cast<int>(said * 7919 % customers), "t=" + std::to_string(meant) + " " + kBody);
        ++said;
      }
      return now > end && answered >= said;
    });
    std::printf("{\"what\":\"idle_load\",\"open\":%d,\"said\":%ld,\"at_desk\":%ld,\"answered\":%ld,\"p50_us\":%.0f,\"p99_us\":%.0f,"
                "\"answer_p50_us\":%.0f,\"answer_p99_us\":%.0f}\n",
                pool_.open_count(), said, at_desk, answered, latencies_.at(0.5), latencies_.at(0.99), to_customers.at(0.5), to_customers.at(0.99));
  }

 private:
  void say(int socket, const std::string& body, const std::string& conversation = {}) {
    const std::string cmid = run_ + "-" + std::to_string(socket) + "-" + std::to_string(said_at_.size());
    said_at_.push_back(now_us());
    pool_.send(socket, R"({"type":"send","cmid":")" + cmid + R"(","conversation":)" +
                           (conversation.empty() ? "null" : "\"" + conversation + "\"") + R"(,"body":")" + body + R"(","attachments":[]})");
  }

  void note_ack(std::string_view frame, std::int64_t warm) {
    const std::string_view cmid = member(frame, "cmid");
    const std::size_t number = std::stoul(std::string{cmid.substr(cmid.rfind('-') + 1)});
    if (const std::int64_t now = now_us(); now >= warm) latencies_.add(now - said_at_[number]);
  }

  static std::int64_t sent_at(std::string_view frame) {
    const std::size_t at = frame.find("t=");
    return at == std::string_view::npos ? 0 : std::atoll(std::string{frame.substr(at + 2, 20)}.c_str());
  }

  // The other end's pings are answered meanwhile.
  void wait_for_line() {
    bool came = false;
    std::ios::sync_with_stdio(true);
    while (!came) {
      fd_set in;
      FD_ZERO(&in);
      FD_SET(0, &in);
      timeval none{0, 0};
      if (::select(1, &in, nullptr, nullptr, &none) > 0) came = true;
      pool_.run_until(now_us() + 20'000, [](int, std::string_view) {}, [] { return false; });
    }
    std::string line;
    std::getline(std::cin, line);
  }

  void print(const char* what, int seconds) {
    std::printf("{\"what\":\"%s\",\"senders\":%zu,\"per_second\":%.0f,\"p50_us\":%.0f,\"p99_us\":%.0f}\n", what, tokens_.size(),
                static_cast<double>(latencies_.count()) / seconds, latencies_.at(0.5), latencies_.at(0.99));
  }

  SocketPool pool_;
  std::vector<std::string> tokens_;
  const std::string run_;
  std::vector<std::int64_t> said_at_;
  Latencies latencies_;
};

}  // namespace
}  // namespace patchbay::bench

int main(int count, char** arguments) {
  const std::string what = count > 4 ? arguments[2] : "";
  const auto number = [&](int at) { return count > at ? std::atoi(arguments[at]) : 0; };
  try {
    if (what.empty()) throw std::runtime_error{"usage: bench_load ADDRESS durable|fanout|fill|idle TOKENS …"};
    patchbay::bench::Load load{arguments[1], arguments[3]};
    if (what == "durable") load.durable(number(4), number(5));
    else if (what == "fanout") load.fanout(number(4), number(5), number(6));
    else if (what == "fill" && count > 5) load.fill(number(4), arguments[5]);
    else if (what == "idle") load.idle(number(4), number(5));
    else throw std::runtime_error{"there is no load called " + what};
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_load: %s\n", error.what());
    return 1;
  }
  return 0;
}
