// How long a store of 8,500 documents takes to be ready, and how much memory the process then holds.
//   bench_opening [folder]
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/store/blobs.hpp"
#include "core/store/database.hpp"
#include "core/store/documents.hpp"

namespace {

using namespace patchbay::store;
using Clock = std::chrono::steady_clock;

constexpr const char* kSchema =
    R"({"version":1,"indexes":[{"field":"/slug","unique":true},{"field":"/locale"},
  {"field":"/updated","type":"integer"}],"audience":"/audience","groups":"/groups"})";

double ms_since(Clock::time_point began) {
  return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

std::string resident() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return line.substr(6);
  return "?";
}

void fill(const Options& options) {
  const auto database = Database::open(options);
  Documents documents{*database, nullptr};
  documents.declare("kb", "articles", kSchema);
  const std::string text(6000, 'x');
  std::vector<Operation> batch;
  for (int i = 0; i < 8500; ++i) {
    const std::string n = std::to_string(i);
    batch.push_back(
        {Operation::Kind::put,
         "articles",
         "en/" + n,
         -1,
         R"({"slug":"s)" + n + R"(","locale":"en","updated":)" + n + R"(,"body":")" + text + "\"}",
         {}});
    if (batch.size() == 100) {
      documents.batch("kb", batch);
      batch.clear();
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  options.directory = argc > 1 ? argv[1] : "/tmp/bench-opening";
  std::filesystem::remove_all(options.directory);
  std::printf("before:         %s\n", resident().c_str());
  fill(options);
  std::printf("after filling:  %s\n", resident().c_str());
  for (int round = 0; round < 3; ++round) {
    const auto began = Clock::now();
    const auto database = Database::open(options);
    Documents documents{*database, nullptr};
    Blobs blobs{*database};
    documents.declare("kb", "articles", kSchema);
    const double ready = ms_since(began);
    const auto reading = Clock::now();
    std::size_t found = 0;
    for (int i = 0; i < 1000; ++i) {
      const std::string query = R"({"where":[["/slug","eq","s)" + std::to_string(i * 7) + R"("]]})";
      found += documents.find("kb", "articles", query, patchbay::Visibility{}).items.size();
    }
    std::printf("ready in %.1f ms; %.1f us to find each of %zu by its slug; %s\n", ready, ms_since(reading),
                found, resident().c_str());
  }
  std::filesystem::remove_all(options.directory);
}
