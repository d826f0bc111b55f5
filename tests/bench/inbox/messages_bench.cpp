// How quickly the inbox stores messages durably, and how quickly it finds them.
//   bench_messages append [folder] [seconds] [senders]     each sender waits for its acknowledgement before
//   the next message bench_messages find [folder] [messages] [queries]      messages of Zipf-like words in
//   1,000 conversations, then any word
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <latch>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "core/base/ulid.hpp"
#include "core/inbox/conversations.hpp"
#include "core/inbox/directory.hpp"
#include "core/inbox/inbox.hpp"

namespace {

using namespace patchbay;
using namespace patchbay::inbox;
using Steady = std::chrono::steady_clock;

double ms_since(Steady::time_point began) {
  return std::chrono::duration<double, std::milli>(Steady::now() - began).count();
}

double at(std::vector<double>& all, double share) {
  if (all.empty()) return 0;
  std::sort(all.begin(), all.end());
  return all[std::min(all.size() - 1, static_cast<std::size_t>(share * static_cast<double>(all.size())))];
}

struct Rooms {
  explicit Rooms(const std::string& folder)
      : database{store::Database::open({.directory = folder, .on_fatal = {}})},
        index{*database},
        inbox{*database, index, clock},
        directory{config},
        conversations{*database, clock, directory} {}
  config::Config config;
  SystemClock clock;
  std::unique_ptr<store::Database> database;
  search::Index index;
  Inbox inbox;
  Directory directory;
  Conversations conversations;
};

Draft message(const std::string& body) {
  Draft draft;
  draft.cmid = make_ulid();
  draft.body = body;
  return draft;
}

struct Sender {
  Principal by;
  std::vector<double> took;
  Steady::time_point began;
};

void append(Rooms& rooms, double seconds, int senders) {
  std::vector<Sender> all(static_cast<std::size_t>(senders));
  for (Sender& one : all) one.by = rooms.inbox.start_visit("default", "en").principal;
  std::atomic<bool> stop{false};
  std::latch ended{senders};
  const std::string body =
      "Hello, I ordered a lamp last week and it has not arrived yet. Could you look where it is? " +
      std::string(100, 'x');
  // Acknowledgements come on the writer's thread; what follows them is prepared on others.
  std::mutex mutex;
  std::condition_variable_any due_came;
  std::vector<Sender*> due;
  const auto send = [&](Sender& one) {
    one.began = Steady::now();
    rooms.conversations.append_later(one.by, message(body), [&](const Ack&, const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
      one.took.push_back(ms_since(one.began));
      if (stop) return ended.count_down();
      const std::lock_guard lock{mutex};
      due.push_back(&one);
      due_came.notify_one();
    });
  };
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 2; ++thread)
    threads.emplace_back([&](const std::stop_token& token) {
      for (;;) {
        Sender* next = nullptr;
        {
          std::unique_lock lock{mutex};
          if (!due_came.wait(lock, token, [&] { return !due.empty(); })) return;
          next = due.back();
          due.pop_back();
        }
        send(*next);
      }
    });
  const auto began = Steady::now();
  for (Sender& one : all) send(one);
  std::this_thread::sleep_for(std::chrono::duration<double>{seconds});
  stop = true;
  ended.wait();
  const double took = ms_since(began);
  std::vector<double> times;
  for (Sender& one : all) times.insert(times.end(), one.took.begin(), one.took.end());
  const double rate = 1000 * static_cast<double>(times.size()) / took;
  const store::Stats stats = rooms.database->stats();
  std::printf("%d senders: %.0f messages/s, p50 %.2f ms, p99 %.2f ms, %.1f writes a commit\n", senders, rate,
              at(times, .5), at(times, .99),
              static_cast<double>(stats.closures) / static_cast<double>(stats.commits));
}

void find(Rooms& rooms, int messages, int queries) {
  std::mt19937 random{1};
  std::vector<std::string> words;
  for (int word = 0; word < 50'000; ++word) {
    std::string text;
    for (int n = word + 100; n > 0; n /= 20)
      text += static_cast<char>('a' + n % 20), text += "aeiou"[static_cast<std::size_t>(n % 5)];
    words.push_back(text);
  }
  const auto any = [&] {
    const double share = std::uniform_real_distribution<double>{0, 1}(random);
    return words[static_cast<std::size_t>(std::pow(static_cast<double>(words.size()), share)) % words.size()];
  };
  std::vector<Principal> visitors;
  for (int visitor = 0; visitor < 1000; ++visitor)
    visitors.push_back(rooms.inbox.start_visit("default", "en").principal);
  auto began = Steady::now();
  for (int sent = 0; sent < messages;) {
    std::latch ended{100};
    for (int one = 0; one < 100; ++one, ++sent) {
      std::string body;
      for (int word = 0; word < 20; ++word) body += any() + " ";
      rooms.conversations.append_later(visitors[random() % visitors.size()], message(body),
                                       [&](const Ack&, const std::exception_ptr&) { ended.count_down(); });
    }
    ended.wait();
  }
  std::printf("%d messages stored in %.1f s\n", messages, ms_since(began) / 1000);
  began = Steady::now();
  while (rooms.conversations.index_messages() > 0) {
  }
  std::printf("indexed in %.1f s\n", ms_since(began) / 1000);
  const Principal agent = Principal::system();
  for (const int count : {1, 2, 3}) {
    std::vector<double> times;
    for (int query = 0; query < queries; ++query) {
      std::string text = any();
      for (int word = 1; word < count; ++word) text += " " + any();
      const auto asked = Steady::now();
      rooms.conversations.search(agent, text, "", 20);
      times.push_back(ms_since(asked));
    }
    std::printf("%d words: p50 %.2f ms, p99 %.2f ms, worst %.2f ms\n", count, at(times, .5), at(times, .99),
                times.back());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "append";
  const std::string folder =
      argc > 2 ? argv[2] : (std::filesystem::temp_directory_path() / ("bench-" + make_ulid())).string();
  Rooms rooms{folder};
  if (what == "append") append(rooms, argc > 3 ? std::atof(argv[3]) : 5, argc > 4 ? std::atoi(argv[4]) : 64);
  if (what == "find")
    find(rooms, argc > 3 ? std::atoi(argv[3]) : 100'000, argc > 4 ? std::atoi(argv[4]) : 300);
  if (argc <= 2) std::filesystem::remove_all(folder);
}
