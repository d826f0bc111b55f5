#pragma once
// The finished desk.so on a fake host.
#include <gtest/gtest.h>

#include "json.hpp"
#include "patchbay/fake_host.hpp"

namespace patchbay::desk {

inline bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

class DeskHost : public ::testing::Test {
 protected:
  void SetUp() override {
    host->answer("site.get@1",
                 R"({"name":"Lantern & Loom","public_url":"https://help.example.com","locales":["en","bg","vi"],"default_locale":"en","time_zone":"Europe/Sofia","accent":"#0b6e4f","logo":null})");
  }
  void TearDown() override {
    for (const std::string& violation : host->violations()) ADD_FAILURE() << violation;
  }
  FakeAnswer send(const std::string& method, const std::string& target, const std::string& body = "", FakeActor actor = FakeActor::agent(),
                  const std::string& rev = "") {
    FakeHeaders headers{{"content-type", "application/json"}};
    if (!rev.empty()) headers.emplace_back("if-match", rev);
    return host->request({method, target, headers, body, std::move(actor), {}});
  }
  static FakeActor agent(const std::string& id, std::vector<std::string> teams = {}) { return {"agent", id, std::move(teams), "en"}; }

  std::unique_ptr<FakeHost> host = FakeHost::open(DESK_SO);
};

}  // namespace patchbay::desk
