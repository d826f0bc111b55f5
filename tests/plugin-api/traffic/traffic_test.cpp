// What the finished plugins say to the host and to each other, against the schemas of methods and events.
#include <gtest/gtest.h>

#include <set>

#include "core/base/text.hpp"
#include "patchbay/fake_host.hpp"
#include "plugin-api/fake_host/inbox.hpp"
#include "tests/plugin-api/traffic/contracts.hpp"

namespace patchbay {
namespace {

const Contracts& contracts() {
  static const Contracts all;
  return all;
}

std::vector<std::string> plugins() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator{PATCHBAY_BINARY_DIR "/plugins"})
    if (std::filesystem::exists(entry.path() / "plugin.json")) out.push_back(entry.path().filename().string());
  return out;
}

// Every method with a schema answers with its own example.
void answer_everything(FakeHost& host, const std::set<std::string>& own) {
  for (const auto& [name, document] : contracts().all())
    if (name.find('@') != std::string::npos && !own.contains(name)) host.answer(name, contracts().example(name, "reply"));
}

void visit_every_page(FakeHost& host) {
  for (const std::string& route : host.routes()) {
    const std::string methods = route.substr(0, route.find(' '));
    std::string path = route.substr(route.find(' ') + 1);
    for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{')) path.replace(at, path.find('}') - at + 1, "en");
    for (const std::string_view method : split(methods, ','))
      for (const FakeActor& actor : {FakeActor{}, FakeActor::admin()})
        host.request({std::string{method}, path + "?q=lamp&locale=en", {{"content-type", "application/json"}}, "{}", actor, {}});
  }
}

TEST(Schemas, AreSchemas) {
  for (const auto& [name, document] : contracts().all())
    for (const char* part : {"request", "reply", "event"})
      if (const json::value* schema = document.if_contains(part)) {
        EXPECT_EQ(to_text(check_schema(*schema)), "") << name << " " << part;
        EXPECT_EQ(contracts().wrong_with(name, part, contracts().example(name, part)), "");
      }
}

TEST(Schemas, FindAWrongMessage) {
  EXPECT_NE(contracts().wrong_with("search.query@1", "request", R"({"q":1})"), "");
  EXPECT_NE(contracts().wrong_with("search.query@1", "request", R"({"q":"a","colour":"red"})"), "");
  EXPECT_NE(contracts().wrong_with("nobody.knows@1", "request", "{}"), "");
}

TEST(Schemas, FitWhatTheFakeHostSaysOfTheInbox) {
  int answered = 0;
  for (const auto& [name, document] : contracts().all()) {
    if (name.find('@') == std::string::npos) continue;
    const auto answer = fake::inbox_answer(name, contracts().example(name, "request"));
    if (!answer) continue;
    ++answered;
    EXPECT_EQ(contracts().wrong_with(name, "reply", *answer), "");
  }
  EXPECT_EQ(answered, 20);
}

TEST(Traffic, OfEveryPluginKeepsTheSchemas) {
  ASSERT_FALSE(plugins().empty());
  for (const std::string& id : plugins()) {
    SCOPED_TRACE(id);
    const auto host = FakeHost::open(PATCHBAY_BINARY_DIR "/plugins/" + id + "/" + id + ".so");
    host->start();
    const auto provided = host->provided();
    answer_everything(*host, {provided.begin(), provided.end()});
    host->restart();
    visit_every_page(*host);
    host->advance(120'000);
    host->run_jobs();
    for (const auto& [method, json] : host->calls()) EXPECT_EQ(contracts().wrong_with(method, "request", json), "");
    for (const FakeEvent& event : host->published()) EXPECT_EQ(contracts().wrong_with(event.topic, "event", event.json), "");
    EXPECT_EQ(host->violations(), std::vector<std::string>{});
  }
}

TEST(Traffic, RepliesOfEveryPluginKeepTheSchemas) {
  for (const std::string& id : plugins()) {
    SCOPED_TRACE(id);
    const auto host = FakeHost::open(PATCHBAY_BINARY_DIR "/plugins/" + id + "/" + id + ".so");
    host->start();
    for (const std::string& method : host->provided()) {
      ASSERT_TRUE(contracts().knows(method)) << "write plugin-api/schemas/methods/" << method << ".json";
      try {
        const std::string reply = host->call(method, contracts().example(method, "request"));
        EXPECT_EQ(contracts().wrong_with(method, "reply", reply), "");
      } catch (const Failure& failure) {
        EXPECT_NE(failure.status(), PBAY_E_INTERNAL) << method << ": " << failure.what();
      }
    }
  }
}

}  // namespace
}  // namespace patchbay
