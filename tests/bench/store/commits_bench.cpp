// How quickly the store acknowledges: rows a second alone, 16 and 128 in a group, and how long a
// message-sized write waits while an import of documents runs beside it (open loop: a write is due every 10
// ms, whatever the last one took).
//   bench_commits [folder] [seconds] [documents in an import's batch]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "core/store/database.hpp"
#include "core/store/documents.hpp"

namespace {

using namespace patchbay::store;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

void put_row(Write& write, std::int64_t id) {
  static const std::string body(300, 'x');
  write.run("insert into rows (id, body) values ($1, $2)", {id, std::string_view{body}});
}

// `group` writers wait at a time: each sends its next row when the one before it was acknowledged.
double rows_per_second(Database& database, int group, double seconds) {
  static std::atomic<std::int64_t> id{0};
  std::atomic<std::int64_t> rows{0};
  std::atomic<bool> stop{false};
  std::latch ended{group};
  std::function<void()> next = [&] {
    if (stop) return ended.count_down();
    database.write_later(
        "row", [](Write& write) { put_row(write, ++id); },
        [&](const std::exception_ptr& error) {
          if (!error) ++rows;
          next();
        });
  };
  const auto began = Clock::now();
  for (int i = 0; i < group; ++i) next();
  while (seconds_since(began) < seconds) std::this_thread::sleep_for(milliseconds{5});
  const double rate = static_cast<double>(rows) / seconds_since(began);
  stop = true;
  ended.wait();
  return rate;
}

struct Latency {
  double p50, p99, worst;
};

Latency message_latency(Database& database, double seconds) {
  std::vector<double> waits;
  const auto began = Clock::now();
  auto due = began;
  for (std::int64_t id = 1'000'000'000; seconds_since(began) < seconds; ++id, due += milliseconds{10}) {
    std::this_thread::sleep_until(due);
    database.write("message", [&](Write& write) {
      put_row(write, id);
      write.append({"message.created", "conversation", R"({"id":"x"})", true});
    });
    waits.push_back(std::chrono::duration<double, std::milli>(Clock::now() - due).count());
  }
  std::sort(waits.begin(), waits.end());
  return {waits[waits.size() / 2], waits[waits.size() * 99 / 100], waits.back()};
}

// Imports until told to stop; returns documents a second. 0 = as fast as it goes.
double import(Documents& documents, int batch_size, int wanted_per_second, const std::atomic<bool>& stop) {
  const std::string text(6000, 'x');
  std::int64_t count = 0;
  const auto began = Clock::now();
  while (!stop) {
    std::vector<Operation> batch;
    for (int i = 0; i < batch_size; ++i, ++count) {
      const std::string n = std::to_string(count);
      batch.push_back(
          {Operation::Kind::put,
           "articles",
           "en/" + n,
           -1,
           R"({"slug":"s)" + n + R"(","locale":"en","updated":)" + n + R"(,"body":")" + text + "\"}",
           {}});
    }
    documents.batch("kb", batch);
    if (wanted_per_second > 0)
      std::this_thread::sleep_until(
          began + std::chrono::duration<double>(static_cast<double>(count) / wanted_per_second));
  }
  return static_cast<double>(count) / seconds_since(began);
}

void measure_import(Database& database, Documents& documents, int batch_size, int wanted, double seconds) {
  std::atomic<bool> stop{false};
  double rate = 0;
  std::thread importer{[&] { rate = import(documents, batch_size, wanted, stop); }};
  std::this_thread::sleep_for(milliseconds{300});
  const Latency latency = message_latency(database, seconds);
  stop = true;
  importer.join();
  std::printf(
      "import of %6.0f documents/s, %3d a batch: a message waits p50 %6.2f ms  p99 %6.2f ms  worst %6.2f "
      "ms\n",
      rate, batch_size, latency.p50, latency.p99, latency.worst);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "/tmp/bench-commits";
  const double seconds = argc > 2 ? std::atof(argv[2]) : 3;
  const int batch_size = argc > 3 ? std::atoi(argv[3]) : 32;
  std::filesystem::remove_all(folder);
  {
    Options options;
    options.directory = folder;
    const auto database = Database::open(options);
    database->write("table", [](Write& write) { write.define("create table rows (id bigint, body text)"); });
    for (const int group : {1, 16, 128})
      std::printf("%3d at a time: %8.0f rows/s, each acknowledged on disk\n", group,
                  rows_per_second(*database, group, seconds));
    Documents documents{*database, nullptr};
    documents.declare("kb", "articles",
                      R"({"version":1,"indexes":[{"field":"/slug","unique":true},{"field":"/locale"},
      {"field":"/updated","type":"integer"}]})");
    const Latency quiet = message_latency(*database, seconds);
    std::printf("quiet: a message waits p50 %6.2f ms  p99 %6.2f ms  worst %6.2f ms\n", quiet.p50, quiet.p99,
                quiet.worst);
    measure_import(*database, documents, batch_size, 1000, seconds);
    measure_import(*database, documents, batch_size, 0, seconds);
    measure_import(*database, documents, 256, 0, seconds);
  }
  std::filesystem::remove_all(folder);
}
