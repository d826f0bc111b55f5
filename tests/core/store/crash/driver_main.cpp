// Writes documents and blobs until it is killed, and notes each one after it was acknowledged:
//   store_crash_driver DATA LEDGER THREADS SEED
// A line of the ledger is "<id> <rev> <n>", or "<id> 0 0" for one that was removed. The newest line of an id
// counts.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "core/base/hash.hpp"
#include "core/store/blobs.hpp"
#include "core/store/documents.hpp"
#include "tests/core/store/crash/ledger.hpp"

namespace patchbay::store {
namespace {

class Writer {
 public:
  Writer(Documents& documents, Blobs& blobs, int ledger, int number, unsigned seed)
      : documents_{documents},
        blobs_{blobs},
        ledger_{ledger},
        number_{number},
        random_{seed * 1000u + static_cast<unsigned>(number)} {}

  void run() {
    for (;;) step();
  }

 private:
  std::uint64_t next() { return random_() >> 12; }  // fits a JSON integer and its index

  Operation operation() {
    Operation operation;
    operation.collection = kCollection;
    operation.id = "t" + std::to_string(number_) + "-" + std::to_string(next() % kDocuments);
    if (next() % 16 == 0) {
      operation.kind = Operation::Kind::remove;
      return operation;
    }
    const std::uint64_t n = next();
    if (n % 8 == 0) {
      const std::string key = "b" + std::to_string(number_) + "-" + std::to_string(n);
      blobs_.put(kOwner, key, "text/plain", 0, blob_bytes(key), true);
      operation.blobs.push_back(key);
    }
    operation.json = document_json(n, next() % 3000, operation.blobs.empty() ? "" : operation.blobs[0]);
    numbers_.push_back(n);
    return operation;
  }

  void step() {
    numbers_.clear();
    std::vector<Operation> batch;
    for (std::uint64_t count = 1 + next() % 3; count > 0; --count) {
      Operation made = operation();
      bool repeated = false;
      for (const Operation& other : batch) repeated = repeated || other.id == made.id;
      if (!repeated)
        batch.push_back(std::move(made));
      else if (made.kind == Operation::Kind::put)
        numbers_.pop_back();
    }
    const std::vector<Written> written = documents_.batch(kOwner, batch);
    std::string lines;
    std::size_t put = 0;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const bool removed = batch[i].kind == Operation::Kind::remove;
      lines += written[i].id + " " + std::to_string(removed ? 0 : written[i].rev) + " " +
               std::to_string(removed ? 0 : numbers_[put++]) + "\n";
    }
    if (::write(ledger_, lines.data(), lines.size()) != static_cast<ssize_t>(lines.size())) std::abort();
  }

  Documents& documents_;
  Blobs& blobs_;
  int ledger_, number_;
  std::mt19937_64 random_;
  std::vector<std::uint64_t> numbers_;
};

int drive(char** arguments) {
  Options options;
  options.directory = arguments[1];
  const auto database = Database::open(options);
  Documents documents{*database, nullptr};
  documents.declare(kOwner, kCollection, kSchema);
  Blobs blobs{*database};
  const int ledger = ::open(arguments[2], O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  std::vector<std::thread> threads;
  for (int i = 0; i < std::atoi(arguments[3]); ++i)
    threads.emplace_back([&, i] {
      Writer{documents, blobs, ledger, i, static_cast<unsigned>(std::atoi(arguments[4]))}.run();
    });
  for (std::thread& thread : threads) thread.join();
  return 0;
}

}  // namespace
}  // namespace patchbay::store

int main(int count, char** arguments) {
  if (count != 5) return 2;
  try {
    return patchbay::store::drive(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "driver: %s\n", error.what());
    return 3;
  }
}
