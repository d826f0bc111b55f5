// Every animal of the zoo in a real host: it is left out or lives on, and the plugin beside it serves.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "core/host/plugin_host.hpp"
#include "tests/core/host/fake_front.hpp"
#include "tests/zoo/animal.hpp"

namespace patchbay::host {
namespace {

namespace fs = std::filesystem;

config::PluginTable table_of(const std::string& id) {
  config::PluginTable table;
  table.instance = table.plugin = id;
  table.file = "patchbay.toml";
  table.line = table.column = 1;
  return table;
}

// A host over a data directory, with one animal and the greeter.
class Cage {
 public:
  Cage(const std::string& animal, const std::string& data) : data_{data} {
    config_.plugin_path = {PATCHBAY_ZOO, PATCHBAY_EXAMPLES};
    config_.plugins = {table_of(animal), table_of("greeter")};
  }

  // "serves", "refused" or "failed", a space, "and others serve" or what went wrong with them.
  std::string look(const std::string& animal) {
    host_.start(front_);
    ask("/zoo");
    if (state_of(animal) == State::serving) call(animal + ".see@1");
    const std::string greeting = ask("/greeter/{name}");
    const State state = state_of(animal);
    host_.drain();
    host_.stop();
    const std::string found = state == State::serving ? "serves" : state == State::refused ? "refused" : "failed";
    return found + (greeting.starts_with("Hello, Ana!") ? " and others serve" : " and others do not: " + greeting);
  }

 private:
  State state_of(const std::string& instance) const {
    for (const PluginInfo& one : host_.plugins())
      if (one.instance == instance) return one.state;
    return State::found;
  }

  std::string ask(const std::string& pattern) {
    HttpRequest request;
    request.id = next_++;
    request.method = "GET";
    request.path = pattern == "/greeter/{name}" ? "/greeter/Ana" : pattern;
    if (pattern == "/greeter/{name}") request.params = {{"name", "Ana"}};
    request.deadline_steady_ms = clock_.steady_ms() + 2000;
    const Route route = front_.route(pattern);
    const pbay_id id = request.id;
    if (route.instance.empty() || !host_.dispatch(route, std::move(request))) return "no route";
    for (int waited = 0; waited < 200 && !front_.is_answered(id); ++waited) ::poll(nullptr, 0, 10);
    if (front_.is_answered(id)) return front_.wait(id).body;
    host_.cancel(id);
    return "no answer";
  }

  void call(const std::string& method) {
    try {
      host_.call(inbox::Principal::system(), method, "{}", 1000);
    } catch (const Error&) {
    }
  }

  static store::Options options_of(const std::string& data) {
    store::Options options;
    options.directory = data;
    return options;
  }

  std::string data_;
  config::Config config_;
  SystemClock clock_;
  Metrics metrics_;
  std::unique_ptr<store::Database> database_ = store::Database::open(options_of(data_));
  search::Index index_{*database_};
  store::Documents documents_{*database_, nullptr};
  store::Blobs blobs_{*database_};
  inbox::Inbox inbox_{*database_, index_, clock_};
  FakeFront front_;
  PluginHost host_{Services{config_, *database_, documents_, blobs_, index_, inbox_, metrics_, clock_}};
  pbay_id next_ = 1;
};

// In a child, because some animals take their host along.
std::string verdict_of(const Animal& animal, const std::string& data) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::alarm(90);
    std::string verdict;
    try {
      Cage cage{animal.id, data};
      verdict = cage.look(animal.id);
    } catch (const std::exception& error) {
      verdict = std::string{"the host threw: "} + error.what();
    }
    if (::write(ends[1], verdict.data(), verdict.size()) < 0) ::_exit(1);
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string out;
  char piece[512];
  for (ssize_t got = ::read(ends[0], piece, sizeof piece); got > 0; got = ::read(ends[0], piece, sizeof piece))
    out.append(piece, static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return out.empty() ? "dies" : out;
}

class ZooInAHost : public ::testing::TestWithParam<Animal> {
 protected:
  ZooInAHost() {
    std::string pattern = fs::temp_directory_path() / "patchbay-zoo-XXXXXX";
    data = ::mkdtemp(pattern.data());
  }
  ~ZooInAHost() override { fs::remove_all(data); }
  static std::string expected(const std::string& word) { return word == "dies" ? word : word + " and others serve"; }
  std::string data;
};

TEST_P(ZooInAHost, HarmsNobodyElse) {
  const Animal& animal = GetParam();
  EXPECT_EQ(verdict_of(animal, data), expected(animal.host));
  if (animal.host != "dies") return;
  ASSERT_NE(animal.next, "") << "say in the file what becomes of it at the next start";
  EXPECT_EQ(verdict_of(animal, data), expected(animal.next));
}

INSTANTIATE_TEST_SUITE_P(Animals, ZooInAHost, ::testing::ValuesIn(animals()),
                         [](const auto& one) { return test_name(one.param); });

}  // namespace
}  // namespace patchbay::host
