// Start, stop, again and again; settings; state.
#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "core/base/error.hpp"
#include "core/check/process_state.hpp"
#include "core/check/subject.hpp"

namespace patchbay::check {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// The finding of a check that needs a running plugin, or why there is none.
template <class Look>
Finding while_running(const Subject& subject, Look&& look) {
  std::unique_ptr<FakeHost> host;
  try {
    host = subject.started();
  } catch (const Failure& failure) {
    return skipped(std::string{"does not start with these settings: "} + failure.what());
  }
  return look(*host);
}

Finding life_starts(const Subject& subject) {
  const auto host = subject.open();
  try {
    host->start();
  } catch (const Failure& failure) {
    if (!host->violations().empty()) return unless_violated(*host);
    if (subject.settings_given()) return failed(std::string{"start(): "} + failure.what());
    return warning(std::string{"start() with the default settings: "} + failure.what() +
                   "; give --settings JSON to check more");
  }
  host->drain();
  host->stop();
  return unless_violated(*host);
}

Finding life_declares(const Subject& subject) {
  return while_running(subject, [&](const FakeHost& host) {
    auto provided = host.provided(), listed = subject.list("provides");
    std::sort(provided.begin(), provided.end());
    std::sort(listed.begin(), listed.end());
    std::vector<std::string> unlisted;
    std::set_difference(provided.begin(), provided.end(), listed.begin(), listed.end(),
                        std::back_inserter(unlisted));
    if (!unlisted.empty())
      return failed("provides " + some_of(unlisted) + "; list it in plugin.json's \"provides\"");
    std::vector<std::string> missing;
    std::set_difference(listed.begin(), listed.end(), provided.begin(), provided.end(),
                        std::back_inserter(missing));
    return missing.empty()
               ? ok()
               : failed("plugin.json lists " + some_of(missing) + ", which start() does not provide");
  });
}

Finding life_leaves_process(const Subject& subject) {
  const ProcessState before = ProcessState::now();
  return while_running(subject, [&](FakeHost& host) {
    const auto started = differences(before, ProcessState::now());
    if (!started.empty()) return failed("after start(), " + some_of(started));
    host.drain();
    host.stop();
    const auto stopped = differences(before, ProcessState::now());
    return stopped.empty() ? ok() : failed("after stop(), " + some_of(stopped));
  });
}

Finding life_repeats(const Subject& subject) {
  constexpr int kWarm = 10, kRounds = 100;
  ProcessState before;
  for (int i = 0; i < kRounds; ++i) {
    if (i == kWarm) before = ProcessState::now();
    const Finding finding =
        while_running(subject, [](const FakeHost& host) { return unless_violated(host); });
    if (finding.status != Status::ok) return finding;
  }
  const ProcessState after = ProcessState::now();
  if (after.threads > before.threads)
    return failed(std::to_string(after.threads - before.threads) +
                  " threads are left after 90 rounds; join them in stop()");
  if (after.descriptors > before.descriptors)
    return failed(std::to_string(after.descriptors - before.descriptors) +
                  " descriptors are left open after 90 rounds");
  const auto grown = after.heap_bytes > before.heap_bytes ? after.heap_bytes - before.heap_bytes : 0;
  return grown > 90 * 256 ? warning(std::to_string(grown) +
                                    " bytes more are allocated after 90 rounds; free everything in destroy()")
                          : ok();
}

Finding life_drains(const Subject& subject) {
  return while_running(subject, [](FakeHost& host) {
    const auto began = steady_clock::now();
    host.drain();
    host.stop();
    const auto took = steady_clock::now() - began;
    return took < milliseconds{10'000}
               ? unless_violated(host)
               : failed("drain() and stop() took over 10 s, the deadline of [control] calls");
  });
}

Finding life_ends(const Subject& subject) {
  const int threads = ProcessState::now().threads;
  return while_running(subject, [threads](FakeHost& host) {
    host.drain();
    host.stop();
    std::this_thread::sleep_for(milliseconds{250});
    if (ProcessState::now().threads > threads) return failed("a thread runs on after stop(); join it there");
    return unless_violated(host);
  });
}

Finding life_restarts(const Subject& subject) {
  return while_running(subject, [](FakeHost& host) {
    const auto routes = host.routes(), provided = host.provided();
    host.restart();
    if (host.routes() != routes || host.provided() != provided)
      return failed("registers something else the second time");
    return unless_violated(host);
  });
}

Finding life_health(const Subject& subject) {
  return while_running(subject, [](FakeHost& host) {
    if (host.has_failed()) return failed("calls fail() although nothing is wrong");
    try {
      host.health();
    } catch (const Failure& failure) {
      return failed(std::string{"is not healthy although nothing is wrong: "} + failure.what());
    }
    return unless_violated(host);
  });
}

// ---------- settings ----------

// Values a careless operator writes; each stands alone where any setting may be.
const char* const kOddValues[] = {"null",
                                  "true",
                                  "-1",
                                  "0",
                                  "1e300",
                                  "9223372036854775807",
                                  "\"\"",
                                  "\"\\u0000\"",
                                  "[]",
                                  "{}",
                                  "[[[[[[[[]]]]]]]]",
                                  "\"../../etc/passwd\"",
                                  "\"\xF0\x9F\x98\x80\""};

Finding config_odd(const Subject& subject) {
  const json::value* schema = subject.manifest().if_contains("config");
  const json::value* properties =
      schema != nullptr && schema->is_object() ? schema->get_object().if_contains("properties") : nullptr;
  if (properties == nullptr || !properties->is_object() || properties->get_object().empty())
    return skipped("no settings");
  for (const auto& [key, one] : properties->get_object()) {
    for (const char* odd : kOddValues) {
      json::object settings = parse_object(subject.settings(), "settings");
      settings[key] = parse_json(odd, "an odd value");
      const auto host = subject.open();
      host->config(to_text(settings));
      try {
        host->start();
      } catch (const Failure&) {
        continue;  // refusing is right
      }
      if (!host->violations().empty())
        return failed(std::string{key} + " = " + odd + ": " + some_of(host->violations()));
    }
  }
  return ok();
}

Finding config_reload(const Subject& subject) {
  return while_running(subject, [&](FakeHost& host) {
    try {
      host.reconfigure(subject.settings());
    } catch (const Failure& failure) {
      if (failure.status() == PBAY_E_UNSUPPORTED) return skipped("settings need a restart of the plugin");
      return failed(std::string{"reconfigure() with the same settings: "} + failure.what());
    }
    return unless_violated(host);
  });
}

// ---------- state ----------

Finding state_round_trip(const Subject& subject) {
  return while_running(subject, [](FakeHost& host) {
    if (!host.keeps_state()) return skipped("keeps its state in the store");
    const std::string first = host.reload(), second = host.reload();
    return first == second
               ? unless_violated(host)
               : failed("what it saves changes from one reload to the next although nothing happened");
  });
}

Finding state_garbage(const Subject& subject) {
  std::mt19937 random{1};
  std::string noise(1u << 20, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  for (const std::string& garbage : {std::string{}, std::string{"{"}, noise.substr(0, 100), noise}) {
    const auto host = subject.open();
    host->create();
    if (!host->keeps_state()) return skipped("keeps its state in the store");
    try {
      host->restore(garbage);
    } catch (const Failure&) {
      continue;  // starts cold, which is right
    }
    if (!host->violations().empty()) return unless_violated(*host);
  }
  return ok();
}

}  // namespace

std::vector<Check> life_checks() {
  return {{"life.starts", "starts, and stops again", life_starts},
          {"life.declares", "provides what plugin.json lists", life_declares},
          {"life.process", "changes nothing about the process", life_leaves_process},
          {"life.repeats", "100 lives leave nothing behind", life_repeats},
          {"life.drains", "drain() and stop() end in time", life_drains},
          {"life.ends", "is silent after stop()", life_ends},
          {"life.restarts", "starts a second time on its own documents", life_restarts},
          {"life.health", "is healthy when nothing is wrong", life_health},
          {"config.odd", "survives odd settings", config_odd},
          {"config.reload", "takes the same settings again", config_reload},
          {"state.round-trip", "saves and restores", state_round_trip},
          {"state.garbage", "survives state it did not write", state_garbage}};
}

}  // namespace patchbay::check
