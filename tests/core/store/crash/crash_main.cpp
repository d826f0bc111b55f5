// Ends the driver at random moments and looks whether anything it was told is on disk is not:
//   store_crash kill|power|power-normal|sync-error ROUNDS [SEED]
// kill         kill -9; everything written stays
// power        kill -9, and only what was synced stays
// power-normal the same with synchronous=NORMAL: the control, which must lose something
// sync-error   the Nth sync fails, N = 1 … ROUNDS; the program must end by itself, and only what was synced
// before stays Prints one line of numbers; exits 0 when they are as they must be.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "core/base/log.hpp"
#include "tests/core/store/crash/ledger.hpp"
#include "tests/core/store/crash/shadow.hpp"
#include "tests/core/store/temporary_store.hpp"

namespace patchbay::store {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kEndsWithin{10'000};

std::string read_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

struct Totals {
  std::int64_t rounds = 0, acknowledged = 0, lost = 0, rounds_with_loss = 0, wrong = 0, unacknowledged = 0,
               stayed_alive = 0;
  std::int64_t slowest_end_ms = 0;
};

class Crash {
 public:
  Crash(std::string mode, unsigned seed)
      : mode_{std::move(mode)},
        random_{seed},
        folder_{fs::canonical(temporary_.path())},
        data_{folder_ / "data"},
        shadow_{data_, folder_ / "shadow"},
        ledger_{folder_ / "ledger"},
        failed_{folder_ / "failed"} {}

  Totals run(int rounds) {
    for (int round = 1; round <= rounds; ++round) {
      if (round == 1 || mode_ == "power-normal" || mode_ == "sync-error")
        begin_anew();
      else if (has_shadow())
        shadow_.mirror();
      const std::int64_t before = read_ledger(ledger_).lines;
      const pid_t child = start(round);
      if (mode_ == "sync-error")
        wait_for_end(child);
      else
        end_at_random(child);
      if (has_shadow()) shadow_.cut_power();
      check(before);
    }
    return totals_;
  }

 private:
  bool has_shadow() const { return mode_ != "kill"; }

  void begin_anew() {
    for (const fs::path& path : {data_, ledger_, failed_}) fs::remove_all(path);
    fs::create_directory(data_);
    shadow_.mirror();
  }

  pid_t start(int round) {
    const std::string seed = std::to_string(random_() % 1'000'000);
    std::vector<std::string> arguments = {PATCHBAY_CRASH_DRIVER, data_, ledger_, "4", seed};
    std::vector<std::string> environment = {"PL_DIR=" + data_.string()};
    if (has_shadow())
      environment.insert(environment.end(),
                         {"LD_PRELOAD=" PATCHBAY_FAULT_SHIM, "PL_SHADOW=" + shadow_.folder().string()});
    if (mode_ == "power-normal") environment.emplace_back("PATCHBAY_TEST_SYNC=normal");
    if (mode_ == "sync-error")
      environment.insert(environment.end(),
                         {"PL_FAIL_AT=" + std::to_string(round), "PL_FAILED=" + failed_.string()});
    const pid_t child = ::fork();
    if (child != 0) return child;
    std::vector<char*> argv, envp;
    for (std::string& text : arguments) argv.push_back(text.data());
    for (std::string& text : environment) envp.push_back(text.data());
    argv.push_back(nullptr);
    envp.push_back(nullptr);
    const int log = ::open((folder_ / "stderr").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    ::dup2(log, 2);
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(99);
  }

  void end_at_random(pid_t child) {
    std::this_thread::sleep_for(milliseconds{50 + random_() % 400});
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) {
      ++totals_.wrong;
      std::fprintf(stderr, "the driver ended by itself:\n%s\n", read_file(folder_ / "stderr").c_str());
    }
  }

  // After the failed sync the program must end by itself, and soon.
  void wait_for_end(pid_t child) {
    const auto began = Clock::now();
    Clock::time_point failed{};
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
      if (failed == Clock::time_point{} && fs::exists(failed_)) failed = Clock::now();
      if (Clock::now() - (failed == Clock::time_point{} ? began : failed) > kEndsWithin) {
        ++totals_.stayed_alive;
        std::fprintf(stderr, "round %ld: the driver goes on\n", totals_.rounds + 1);
        ::kill(child, SIGKILL);
        ::waitpid(child, &status, 0);
        return;
      }
      std::this_thread::sleep_for(milliseconds{2});
    }
    if (failed != Clock::time_point{})
      totals_.slowest_end_ms = std::max<std::int64_t>(
          totals_.slowest_end_ms, std::chrono::duration_cast<milliseconds>(Clock::now() - failed).count());
    const bool named = read_file(folder_ / "stderr").find("sync") != std::string::npos;
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 0 || !named) {
      ++totals_.wrong;
      std::fprintf(stderr, "status %d:\n%s\n", status, read_file(folder_ / "stderr").c_str());
    }
  }

  void check(std::int64_t lines_before) {
    const Ledger ledger = read_ledger(ledger_);
    const Verdict verdict = check_store(data_, ledger);
    ++totals_.rounds;
    totals_.acknowledged += ledger.lines - lines_before;
    totals_.lost += verdict.lost;
    totals_.rounds_with_loss += verdict.lost > 0 ? 1 : 0;
    totals_.wrong += verdict.wrong;
    totals_.unacknowledged += verdict.unacknowledged;
    if (mode_ != "power-normal" && !verdict.problems.empty())
      std::fprintf(stderr, "round %ld:\n%s", totals_.rounds, verdict.problems.c_str());
  }

  const std::string mode_;
  std::mt19937 random_;
  TemporaryFolder temporary_;
  const fs::path folder_, data_;
  const Shadow shadow_;
  const fs::path ledger_, failed_;
  Totals totals_;
};

bool is_as_it_must_be(const std::string& mode, const Totals& totals) {
  if (totals.wrong != 0 || totals.stayed_alive != 0) return false;
  if (mode == "power-normal") return totals.lost > 0;
  return totals.lost == 0 && (totals.acknowledged > 0 || mode == "sync-error");
}

}  // namespace
}  // namespace patchbay::store

int main(int count, char** arguments) {
  const std::string mode = count > 1 ? arguments[1] : "";
  if (count < 3 || (mode != "kill" && mode != "power" && mode != "power-normal" && mode != "sync-error")) {
    std::fprintf(stderr, "usage: store_crash kill|power|power-normal|sync-error ROUNDS [SEED]\n");
    return 2;
  }
  patchbay::log::set_level(patchbay::log::Level::error);
  const unsigned seed = count > 3 ? static_cast<unsigned>(std::atoi(arguments[3])) : std::random_device{}();
  const auto totals = patchbay::store::Crash{mode, seed}.run(std::atoi(arguments[2]));
  std::printf(
      "%s seed=%u rounds=%ld acknowledged=%ld lost=%ld rounds_with_loss=%ld wrong=%ld "
      "unacknowledged_but_there=%ld",
      mode.c_str(), seed, totals.rounds, totals.acknowledged, totals.lost, totals.rounds_with_loss,
      totals.wrong, totals.unacknowledged);
  if (mode == "sync-error")
    std::printf(" stayed_alive=%ld slowest_end_ms=%ld", totals.stayed_alive, totals.slowest_end_ms);
  std::printf("\n");
  return patchbay::store::is_as_it_must_be(mode, totals) ? 0 : 1;
}
