// /api/v1/desk: what agents keep, for whom, and what is refused.
#include "desk_host.hpp"

namespace patchbay::desk {
namespace {

class DeskApi : public DeskHost {
 protected:
  void SetUp() override {
    DeskHost::SetUp();
    host->start();
  }
  json::object made(const std::string& shelf, const std::string& body, FakeActor actor = FakeActor::agent()) {
    const FakeAnswer answer = send("POST", "/api/v1/desk/" + shelf, body, std::move(actor));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return parse_object(answer.body);
  }
  json::object mine(FakeActor actor = FakeActor::agent()) { return parse_object(send("GET", "/api/v1/desk/mine", "", std::move(actor)).body); }
};

TEST_F(DeskApi, KeepsACannedReplyAndChangesItOnlyFromWhatWasRead) {
  const json::object one = made("canned", R"({"shortcut":"refund","title":"Refund","body":"Hello {{contact.name}}"})");
  const std::string path = "/api/v1/desk/canned/" + text_of(one, "id");
  EXPECT_EQ(mine().at("canned").as_array().size(), 1u);
  const std::string changed = R"({"shortcut":"refund","title":"Refunds","body":"Hi"})";
  EXPECT_EQ(send("PUT", path, changed).status, 428);
  EXPECT_EQ(send("PUT", path, changed, FakeActor::agent(), "\"1\"").status, 200);
  EXPECT_EQ(send("PUT", path, changed, FakeActor::agent(), "\"1\"").status, 412);
  EXPECT_EQ(send("DELETE", path).status, 204);
  EXPECT_EQ(mine().at("canned").as_array().size(), 0u);
}

TEST_F(DeskApi, RefusesAPlaceholderThatWouldReachTheCustomer) {
  const FakeAnswer answer = send("POST", "/api/v1/desk/canned", R"({"shortcut":"x","title":"X","body":"Hello {{contact.nme}}"})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_TRUE(has(answer.body, "contact.first_name"));
  EXPECT_EQ(send("POST", "/api/v1/desk/canned", R"({"shortcut":"x","title":"X","body":"Hello {{contact.name"})").status, 422);
  EXPECT_EQ(send("POST", "/api/v1/desk/canned", R"({"shortcut":"two words","title":"X","body":"y"})").status, 422);
}

TEST_F(DeskApi, GivesAShortcutOnceInEachTeam) {
  made("canned", R"({"shortcut":"hi","title":"Hi","body":"Hi"})");
  EXPECT_EQ(send("POST", "/api/v1/desk/canned", R"({"shortcut":"hi","title":"Hi","body":"Hi"})").status, 409);
  made("canned", R"({"shortcut":"hi","title":"Hi","body":"Hi","team":"billing"})", FakeActor::admin());
}

TEST_F(DeskApi, ShowsATeamsRepliesToThatTeamAlone) {
  made("canned", R"({"shortcut":"vat","title":"VAT","body":"x","team":"billing"})", agent("b", {"billing"}));
  EXPECT_EQ(mine(agent("b", {"billing"})).at("canned").as_array().size(), 1u);
  EXPECT_EQ(mine(agent("s", {"support"})).at("canned").as_array().size(), 0u);
  EXPECT_EQ(mine(FakeActor::admin()).at("canned").as_array().size(), 1u);
  EXPECT_EQ(send("POST", "/api/v1/desk/canned", R"({"shortcut":"v2","title":"V","body":"x","team":"billing"})", agent("s", {"support"})).status, 403);
  const std::string id = host->ids("canned").at(0);
  EXPECT_EQ(send("DELETE", "/api/v1/desk/canned/" + id, "", agent("s", {"support"})).status, 404);
}

TEST_F(DeskApi, KeepsAMacrosActionsInTheirOrder) {
  const json::object macro = made("macros", R"({"name":"Close","actions":[{"do":"reply","text":"Bye {{contact.name}}"},{"do":"label","labels":["done"]},{"do":"assign","to":"me"},{"do":"status","status":"snoozed","hours":48}]})");
  EXPECT_EQ(to_text(macro.at("actions")), R"([{"do":"reply","text":"Bye {{contact.name}}"},{"do":"label","labels":["done"]},{"do":"assign","to":"me"},{"do":"status","status":"snoozed","hours":48}])");
  for (const char* wrong : {R"({"name":"x","actions":[]})", R"({"name":"x","actions":[{"do":"erase"}]})", R"({"name":"x","actions":[{"do":"status","status":"gone"}]})",
                            R"({"name":"x","actions":[{"do":"reply","text":""}]})", R"({"name":"x","actions":[{"do":"reply","text":"a","else":1}]})", R"({"name":"","actions":[{"do":"assign"}]})"})
    EXPECT_EQ(send("POST", "/api/v1/desk/macros", wrong).status, 422) << wrong;
}

TEST_F(DeskApi, KeepsASavedFilterForItsAgentAlone) {
  const json::object filter = made("filters", R"({"name":"Late","filter":{"label":"late","assignee":"none"}})", agent("a"));
  EXPECT_EQ(mine(agent("a")).at("filters").as_array().size(), 1u);
  EXPECT_EQ(mine(agent("b")).at("filters").as_array().size(), 0u);
  EXPECT_EQ(send("DELETE", "/api/v1/desk/filters/" + text_of(filter, "id"), "", agent("b")).status, 404);
  EXPECT_EQ(send("POST", "/api/v1/desk/filters", R"({"name":"x","filter":{"colour":"red"}})").status, 422);
}

TEST_F(DeskApi, GivesADraftBackToItsAgentAlone) {
  EXPECT_EQ(send("PUT", "/api/v1/desk/drafts/K1", R"({"mode":"reply","reply":"Dear Maria","note":"","attachments":[{"id":"U1","name":"a.png","type":"image/png","size":9}],"at":1795000000000})", agent("a")).status, 204);
  const json::object draft = parse_object(send("GET", "/api/v1/desk/drafts/K1", "", agent("a")).body);
  EXPECT_EQ(text_of(draft, "reply"), "Dear Maria");
  EXPECT_EQ(draft.at("attachments").as_array().size(), 1u);
  EXPECT_EQ(text_of(parse_object(send("GET", "/api/v1/desk/drafts/K1", "", agent("b")).body), "reply"), "");
  host->restart();
  EXPECT_EQ(parse_object(send("GET", "/api/v1/desk/drafts", "", agent("a")).body).at("items").as_array().size(), 1u);
  EXPECT_EQ(send("DELETE", "/api/v1/desk/drafts/K1", "", agent("a")).status, 204);
  EXPECT_EQ(send("DELETE", "/api/v1/desk/drafts/K1", "", agent("a")).status, 204);
  EXPECT_EQ(host->ids("drafts").size(), 0u);
}

TEST_F(DeskApi, KeepsADraftWithinBounds) {
  EXPECT_EQ(send("PUT", "/api/v1/desk/drafts/K1", R"({"mode":"reply","reply":")" + std::string(70'000, 'x') + "\"}").status, 422);
  EXPECT_EQ(send("PUT", "/api/v1/desk/drafts/K1", R"({"mode":"shout"})").status, 422);
  EXPECT_EQ(send("PUT", "/api/v1/desk/drafts/K1", "{").status, 400);
  EXPECT_EQ(send("PUT", "/api/v1/desk/drafts/a%2Fb", R"({"mode":"reply"})").status, 404);
}

TEST_F(DeskApi, RemembersAnAgentsSettings) {
  EXPECT_EQ(send("PUT", "/api/v1/desk/settings", R"({"sound":false,"sort":"waiting"})", agent("a")).status, 200);
  EXPECT_EQ(send("PUT", "/api/v1/desk/settings", R"({"notify":true})", agent("a")).status, 200);
  const json::object settings = mine(agent("a")).at("settings").as_object();
  EXPECT_EQ(to_text(settings), R"({"sound":false,"notify":true,"enter_sends":false,"sort":"waiting","locale":""})");
  EXPECT_EQ(to_text(mine(agent("b")).at("settings")), R"({"sound":true,"notify":false,"enter_sends":false,"sort":"latest","locale":""})");
  EXPECT_EQ(send("PUT", "/api/v1/desk/settings", R"({"sort":"random"})").status, 422);
}

TEST_F(DeskApi, ForgetsDraftsNobodyTouchedForNinetyDays) {
  send("PUT", "/api/v1/desk/drafts/K1", R"({"mode":"reply","reply":"old","at":1000})");
  send("PUT", "/api/v1/desk/drafts/K2", R"({"mode":"reply","reply":"new","at":9000000000000})");
  host->advance(3'600'000);
  ASSERT_EQ(host->ids("drafts").size(), 1u);
  EXPECT_TRUE(has(host->doc("drafts", host->ids("drafts").at(0)), "new"));
}

TEST_F(DeskApi, ListsThePagesOfOtherPluginsThatTheAgentMayOpen) {
  host->answer("desk.page@1", [](const std::string&) -> std::string { return R"({"title":"Gaps","url":"/acme/desk","order":2})"; }, "acme");
  host->answer("desk.page@1", [](const std::string&) -> std::string { return R"({"title":"Owners","url":"/boss/desk","role":"admin","order":1})"; }, "boss");
  host->answer("desk.page@1", [](const std::string&) -> std::string { return R"({"title":"Sneaky","url":"/api/v1/contacts"})"; }, "sneaky");
  host->answer("desk.page@1", [](const std::string&) -> std::string { throw Failure{PBAY_E_INTERNAL, "broken"}; }, "broken");
  const std::string agents = send("GET", "/api/v1/desk/pages").body;
  EXPECT_TRUE(has(agents, "/acme/desk"));
  EXPECT_TRUE(has(agents, R"("routes":["/acme/","/api/v1/acme/"])"));
  EXPECT_FALSE(has(agents, "boss"));
  EXPECT_FALSE(has(agents, "Sneaky"));
  const json::object admin = parse_object(send("GET", "/api/v1/desk/pages", "", FakeActor::admin()).body);
  ASSERT_EQ(admin.at("items").as_array().size(), 2u);
  EXPECT_EQ(text_of(admin.at("items").as_array()[0].as_object(), "title"), "Owners");
}

TEST_F(DeskApi, NamesWhatCanBeEditedAndWorksWhenNothingCan) {
  EXPECT_TRUE(has(send("GET", "/api/v1/desk/pages").body, R"("editors":[])"));
  host->answer("content.editor@1", [](const std::string&) -> std::string { return R"({"title":"Articles","kind":"article","api":"/api/v1/acme"})"; }, "acme");
  EXPECT_TRUE(has(send("GET", "/api/v1/desk/pages").body, R"({"id":"acme","title":"Articles","kind":"article","api":"/api/v1/acme"})"));
}

TEST_F(DeskApi, GivesWholePassagesAndNothingWhereNobodySearches) {
  EXPECT_EQ(send("GET", "/api/v1/desk/answers?q=return").body, R"({"items":[],"next":null})");
  host->answer("search.query@1", R"({"hits":[],"corrected":null,"took_us":1,"next":null,"passages":[{"title":"Returns","html":"<p>Send it.</p>","text":"Send it.","url":"/kb/returns","rev":1}]})");
  EXPECT_TRUE(has(send("GET", "/api/v1/desk/answers?q=return&locale=en").body, R"({"title":"Returns","text":"Send it.","url":"/kb/returns"})"));
}

TEST_F(DeskApi, ShowsWhatIsSearchedAndNotFound) {
  EXPECT_EQ(send("GET", "/api/v1/desk/gaps").body, R"({"items":[],"next":null})");
  host->answer("search.gaps@1", R"({"items":[{"text":"gift card","locale":"en","asked":9,"empty":7}]})");
  EXPECT_TRUE(has(send("GET", "/api/v1/desk/gaps?limit=5").body, R"({"text":"gift card","locale":"en","asked":9,"empty":7})"));
}

TEST_F(DeskApi, ShowsWhatTheOperatorsFileSaysAndNoMore) {
  const std::string body = send("GET", "/api/v1/desk/operator").body;
  EXPECT_TRUE(has(body, R"("time_zone":"Europe/Sofia")"));
  EXPECT_FALSE(has(body, "accent"));
}

}  // namespace
}  // namespace patchbay::desk
