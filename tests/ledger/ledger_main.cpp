// Ends the host at random moments while clients write to each other, and looks whether anything it acknowledged is lost, kept
// twice, changed, out of place, or never shown to somebody who may see it:
//   ledger kill|power [--crashes N] [--writers N] [--seed S] [--batch N]
//   ledger power-normal|no-cmid …   the controls, which must find something
//   ledger network --seconds N --writers N --namespace NAME --listen HOST:PORT     no crash; the network between is bad (netns)
// kill          kill -9; everything written stays
// power         kill -9, and only what was synced stays
// power-normal  the same with synchronous=NORMAL
// no-cmid       kill -9, and a store that does not know again what it has: no index of names, and senders are forgotten
// Every batch of crashes begins with an empty store and ends with everybody caught up. Prints one line of numbers; exits 0 when
// they are as they must be.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "core/base/json.hpp"
#include "tests/core/store/crash/shadow.hpp"
#include "tests/core/store/temporary_store.hpp"
#include "tests/ledger/check.hpp"
#include "tests/ledger/client.hpp"
#include "tests/ledger/host_process.hpp"

namespace patchbay::ledger {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kCatchesUpWithin{300'000};
constexpr const char* kConfig =
    "[limits]\nmessages = \"off\"\nwebsocket_messages = \"off\"\nconnections_per_address = \"off\"\nvisits = \"off\"\n"
    "chat_start = \"off\"\napi = \"off\"\n";

struct Options {
  std::string mode;
  int crashes = 20, writers = 32, batch = 50, seconds = 60;
  std::string network_namespace, listen;
  unsigned seed = std::random_device{}();
};

struct Totals {
  Verdict verdict;
  std::int64_t crashes = 0, acknowledged = 0, said = 0, errors = 0, slowest_start_ms = 0;
};

class Batch {
 public:
  Batch(const Options& options, std::mt19937& random)
      : options_{options},
        random_{random},
        folder_{fs::canonical(temporary_.path())},
        host_{folder_, kConfig, options.network_namespace, options.listen},
        shadow_{host_.data(), folder_ + "/shadow"},
        ledger_file_{folder_ + "/ledger"},
        ledger_{std::make_unique<LedgerFile>(ledger_file_)} {}

  void run(int crashes, Totals& totals) {
    people();
    if (options_.mode == "network") return over_network(totals);
    for (int crash = 0; crash < crashes; ++crash) {
      if (crash > 0) start(totals);
      std::this_thread::sleep_for(milliseconds{50 + random_() % 900});
      host_.kill();
      wait_until("the clients did not notice", [](const Client& client) { return !client.is_connected(); });
      if (has_shadow()) shadow_.cut_power();
      ledger_->sync();
      // Rows nobody was told of are common until they are said again; at the end there are none.
      note(StoreCopy{host_.data(), folder_ + "/copy"}.check_acknowledged(read_ledger(ledger_file_)), totals, crash + 1);
      ++totals.crashes;
    }
    finish(totals);
  }

 private:
  bool has_shadow() const { return options_.mode.starts_with("power"); }

  void start(Totals& totals) {
    if (has_shadow()) shadow_.mirror();
    std::vector<std::string> environment;
    if (has_shadow())
      environment = {"LD_PRELOAD=" PATCHBAY_FAULT_SHIM, "PL_DIR=" + host_.data(), "PL_SHADOW=" + shadow_.folder().string()};
    if (options_.mode == "power-normal") environment.emplace_back("PATCHBAY_TEST_SYNC=normal");
    const auto began = Clock::now();
    host_.start(environment);
    totals.slowest_start_ms =
        std::max<std::int64_t>(totals.slowest_start_ms, std::chrono::duration_cast<milliseconds>(Clock::now() - began).count());
  }

  // Visitors, every eighth of them with a second window, and an eighth as many agents who write back.
  void people() {
    std::vector<std::string> agents;
    for (int i = 0; i < std::max(1, options_.writers / 8) + 1; ++i) {
      const std::string email = "agent" + std::to_string(i) + "@example.com";
      host_.command({"agent", "add", email, "--name", "Agent " + std::to_string(i), "--role", "admin", "--password-stdin"}, "a long enough secret\n");
      agents.push_back(required_string(parse_object(host_.command({"agent", "token", email})), "token"));
    }
    if (options_.mode == "no-cmid") StoreCopy::forget_names(host_.data());
    Totals first;
    start(first);
    int number = 0;
    std::vector<Role> roles;
    while (static_cast<int>(roles.size() + agents.size()) - 1 < options_.writers) {
      const auto visit = host_.request("POST", "/api/v1/widget/session", {}, json::object{{"inbox", "default"}, {"locale", "en"}, {"identity", nullptr}});
      if (visit.status != 200) throw std::runtime_error{"no session: " + to_text(visit.body)};
      const std::string token{visit.body.at("token").as_string()}, contact{visit.body.at("contact_id").as_string()};
      auto conversation = std::make_shared<std::atomic<std::shared_ptr<const std::string>>>();
      roles.push_back({number++, token, contact, true, conversation});
      if (roles.size() % 8 == 1 && static_cast<int>(roles.size() + agents.size()) - 1 < options_.writers)
        roles.push_back({number++, token, contact, true, conversation});
    }
    for (std::size_t i = 0; i < agents.size(); ++i)  // the last one only watches
      roles.push_back({number++, agents[i], "", i + 1 < agents.size(), roles[i % roles.size()].conversation});
    for (const Role& role : roles)
      clients_.push_back(std::make_unique<Client>(host_.address(), role, *ledger_, static_cast<unsigned>(random_())));
  }

  void over_network(Totals& totals) {
    std::this_thread::sleep_for(std::chrono::seconds{options_.seconds});
    finish_running(totals);
  }

  void finish(Totals& totals) {
    start(totals);
    finish_running(totals);
  }

  void finish_running(Totals& totals) {
    for (const auto& client : clients_) client->drain();
    wait_until("not everything was acknowledged", [](const Client& client) { return client.is_drained(); });
    std::vector<std::thread> threads;
    for (const auto& client : clients_) threads.emplace_back([&client] { client->finish(); });
    for (std::thread& thread : threads) thread.join();
    host_.stop();
    ledger_->sync();
    const Ledger ledger = read_ledger(ledger_file_);
    std::vector<const Client*> all;
    for (const auto& client : clients_) {
      all.push_back(client.get());
      totals.errors += client->errors();
    }
    const Verdict verdict = StoreCopy{host_.data(), folder_ + "/copy"}.check_everything(ledger, all);
    note(verdict, totals, -1);
    totals.verdict.rows += verdict.rows;
    totals.acknowledged += ledger.acknowledged;
    totals.said += static_cast<std::int64_t>(ledger.by_cmid.size());
  }

  void note(Verdict verdict, Totals& totals, int crash) const {
    const bool is_control = options_.mode == "power-normal" || options_.mode == "no-cmid";
    if (!is_control && !verdict.is_clean())
      std::fprintf(stderr, "%s, crash %d of the batch:\n%s", options_.mode.c_str(), crash, verdict.problems.c_str());
    const std::int64_t rows = totals.verdict.rows;
    totals.verdict += verdict;
    totals.verdict.rows = rows;
  }

  template <typename Condition>
  void wait_until(const char* what, Condition holds) const {
    for (const auto began = Clock::now();; std::this_thread::sleep_for(milliseconds{2})) {
      bool all = true;
      for (const auto& client : clients_) all = all && holds(*client);
      if (all) return;
      if (Clock::now() - began < kCatchesUpWithin) continue;
      std::string why = what;
      for (const auto& client : clients_)
        if (!holds(*client)) why += "\n  client " + std::to_string(client->role().number) + " " + client->last_error();
      std::fprintf(stderr, "%s\n", why.c_str());
      std::_Exit(1);  // its threads would never end
    }
  }

  const Options& options_;
  std::mt19937& random_;
  store::TemporaryFolder temporary_;
  const std::string folder_;
  HostProcess host_;
  const store::Shadow shadow_;
  const std::string ledger_file_;
  std::unique_ptr<LedgerFile> ledger_;
  std::vector<std::unique_ptr<Client>> clients_;
};

bool is_as_it_must_be(const std::string& mode, const Totals& totals) {
  const Verdict& found = totals.verdict;
  if (totals.acknowledged == 0) return false;
  if (mode == "power-normal") return found.acked_missing > 0;
  if (mode == "no-cmid") return found.duplicates > 0;
  return found.is_clean();
}

int run(const Options& options) {
  std::mt19937 random{options.seed};
  Totals totals;
  const auto began = Clock::now();
  if (options.mode == "network") Batch{options, random}.run(0, totals);
  else
    for (int left = options.crashes; left > 0; left -= options.batch) Batch{options, random}.run(std::min(left, options.batch), totals);
  const Verdict& found = totals.verdict;
  std::printf(
      "%s seed=%u crashes=%ld writers=%d said=%ld acknowledged=%ld kept=%ld | acked_missing=%ld duplicates=%ld body_mismatch=%ld "
      "seq_gaps=%ld out_of_order=%ld | sent_missing=%ld not_shown=%ld damaged=%ld errors=%ld slowest_start_ms=%ld seconds=%ld\n",
      options.mode.c_str(), options.seed, totals.crashes, options.writers, totals.said, totals.acknowledged, found.rows,
      found.acked_missing, found.duplicates, found.body_mismatch, found.seq_gaps, found.out_of_order, found.sent_missing,
      found.not_shown, found.damaged, totals.errors, totals.slowest_start_ms,
      std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began).count());
  return is_as_it_must_be(options.mode, totals) ? 0 : 1;
}

}  // namespace
}  // namespace patchbay::ledger

int main(int count, char** arguments) {
  patchbay::ledger::Options options;
  options.mode = count > 1 ? arguments[1] : "";
  const std::string& mode = options.mode;
  bool understood = mode == "kill" || mode == "power" || mode == "power-normal" || mode == "no-cmid" || mode == "network";
  for (int at = 2; understood && at < count; at += 2) {
    const std::string name = arguments[at], text = at + 1 < count ? arguments[at + 1] : "";
    const int value = std::atoi(text.c_str());
    if (name == "--crashes" && value > 0) options.crashes = value;
    else if (name == "--writers" && value > 0) options.writers = value;
    else if (name == "--batch" && value > 0) options.batch = value;
    else if (name == "--seconds" && value > 0) options.seconds = value;
    else if (name == "--namespace") options.network_namespace = text;
    else if (name == "--listen") options.listen = text;
    else if (name == "--seed") options.seed = static_cast<unsigned>(value);
    else understood = false;
  }
  if (!understood) {
    std::fprintf(stderr, "usage: ledger kill|power|power-normal|no-cmid|network [--crashes N] [--writers N] [--seed S] [--batch N]\n");
    return 2;
  }
  try {
    return patchbay::ledger::run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "ledger: %s\n", error.what());
    std::_Exit(1);
  }
}
