// The finished desk.so: life, the page and the policy it is served under.
#include "desk_host.hpp"

namespace patchbay::desk {
namespace {

class DeskLoad : public DeskHost {};

TEST_F(DeskLoad, LoadsStartsAndStopsTwice) {
  host->start();
  EXPECT_EQ(host->get("/desk/", FakeActor::agent()).status, 200);
  host->restart();
  EXPECT_EQ(host->get("/desk/", FakeActor::agent()).status, 200);
  host->stop();
}

TEST_F(DeskLoad, SendsWhoeverIsNoAgentToSignInAndBack) {
  host->start();
  for (const FakeActor& actor : {FakeActor{}, FakeActor::customer(), FakeActor::employee()}) {
    const FakeAnswer answer = host->get("/desk/c/1042?list=mine", actor);
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(answer.header("location"), "/signin?next=%2Fdesk%2Fc%2F1042%3Flist%3Dmine");
    EXPECT_FALSE(has(answer.body, "desk.js"));
  }
}

TEST_F(DeskLoad, RunsNoScriptButItsOwn) {
  host->start();
  const FakeAnswer one = host->get("/desk/", FakeActor::agent()), two = host->get("/desk/inbox/mine", FakeActor::agent());
  const std::string policy = one.header("content-security-policy");
  const std::size_t at = policy.find("'nonce-");
  ASSERT_NE(at, std::string::npos);
  const std::string nonce = policy.substr(at + 7, policy.find('\'', at + 7) - at - 7);
  EXPECT_GE(nonce.size(), 22u);
  EXPECT_TRUE(has(one.body, "nonce=\"" + nonce + "\""));
  EXPECT_FALSE(has(two.body, nonce)) << "a nonce is for one answer";
  for (const char* rule : {"default-src 'none'", "'strict-dynamic'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'",
                           "connect-src 'self' wss://help.example.com"})
    EXPECT_TRUE(has(policy, rule)) << rule;
  EXPECT_FALSE(has(policy, "unsafe"));
  EXPECT_EQ(one.header("cache-control"), "no-store");
}

TEST_F(DeskLoad, TellsTheScriptWhoSignedInAndNothingInItEndsTheElement) {
  host->answer("session.actor@1", R"({"kind":"admin","id":"A1","contact":null,"roles":[],"groups":["support"],"verified":true,"locale":"en","inbox":"","name":"</script><script>alert(1)</script>","email":"ana@example.com"})");
  host->start();
  const std::string body = host->get("/desk/", FakeActor::admin()).body;
  EXPECT_TRUE(has(body, "\"id\":\"A1\""));
  EXPECT_TRUE(has(body, "\"role\":\"admin\""));
  EXPECT_FALSE(has(body, "alert(1)</script>"));
}

TEST_F(DeskLoad, SpeaksTheAgentsLanguage) {
  host->start();
  const auto page = [this](const char* locale, const char* accepted) {
    return host->request({"GET", "/desk/", {{"patchbay-locale", locale}, {"accept-language", accepted}}, "", FakeActor::agent(), {}}).body;
  };
  EXPECT_TRUE(has(page("vi", "bg"), "<html lang=\"vi\">")) << "the address says so";
  EXPECT_TRUE(has(page("en", "fr-FR, bg-BG;q=0.9, en;q=0.8"), "texts/bg.json")) << "the browser says so";
  EXPECT_TRUE(has(page("en", "fr"), "texts/en.json"));
  EXPECT_EQ(send("PUT", "/api/v1/desk/settings", R"({"locale":"vi"})").status, 200);
  EXPECT_TRUE(has(page("bg", "bg"), "<html lang=\"vi\">")) << "the agent chose";
  EXPECT_EQ(send("PUT", "/api/v1/desk/settings", R"({"locale":"xx"})").status, 422);
}

TEST_F(DeskLoad, CanBeInstalledAndLendsItsKitToFramesWithoutAnOrigin) {
  host->start();
  EXPECT_TRUE(has(host->get("/desk/manifest.webmanifest").body, "\"scope\":\"/desk/\""));
  EXPECT_EQ(host->get("/page-kit.js").header("cross-origin-resource-policy"), "cross-origin");
  EXPECT_EQ(host->get("/desk/icon.svg").header("cross-origin-resource-policy"), "");
}

TEST_F(DeskLoad, KeepsItsApiFromEverybodyElse) {
  host->start();
  for (const char* path : {"/api/v1/desk/mine", "/api/v1/desk/canned", "/api/v1/desk/settings", "/api/v1/desk/drafts", "/api/v1/desk/drafts/K1", "/api/v1/desk/pages"})
    for (const FakeActor& actor : {FakeActor{}, FakeActor::customer(), FakeActor::employee()}) EXPECT_GE(host->get(path, actor).status, 401) << path << " for " << actor.kind;
}

}  // namespace
}  // namespace patchbay::desk
