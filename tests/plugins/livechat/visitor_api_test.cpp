// What a visitor's browser asks.
#include "chat_host.hpp"

namespace patchbay::livechat {
namespace {

class ChatVisitor : public ChatHost {
 protected:
  void SetUp() override {
    ChatHost::SetUp();
    conversations["c1"] = {{"id", "c1"}, {"number", 42}, {"status", "open"}};
    answer("message.list@1", [](const json::object& asked) {
      if (integer_of(asked, "after") > 0) return json::object{{"items", json::array{}}};
      return json::object{
          {"items", json::array{json::object{{"seq", 1},
                                             {"at", "2026-11-28T02:00:00.000Z"},
                                             {"author", json::object{{"kind", "visitor"}, {"name", ""}}},
                                             {"body", "Hi"}}}}};
    });
    answer("contact.upsert@1", [this](const json::object& asked) {
      kept = asked;
      return json::object{};
    });
    host->config(
        R"({"prechat":[{"id":"name","label":"Name","required":true},{"id":"email","kind":"email","label":"E-mail"},{"id":"order","label":"Order"}]})");
    host->start();
  }
  static FakeActor visitor() { return {"visitor", "v1", {}, "en"}; }
  json::object kept;
};

TEST_F(ChatVisitor, GetsTheSettingsInItsLanguage) {
  const json::object settings =
      parse_object(host->get("/api/v1/livechat/settings?inbox=default&locale=vi").body);
  EXPECT_EQ(settings.at("greeting"), "Xin chào! Chúng tôi có thể giúp gì cho bạn?");
  EXPECT_EQ(settings.at("prechat").at("fields").as_array().size(), 3u);
}

TEST_F(ChatVisitor, FillsInTheFieldsOnce) {
  EXPECT_EQ(host->post("/api/v1/livechat/prechat",
                       R"({"answers":{"name":"Ana","email":"ana@example.com","order":"1042"}})", visitor())
                .status,
            204);
  EXPECT_EQ(kept.at("name"), "Ana");
  EXPECT_EQ(to_text(kept.at("identities")), R"([{"kind":"email","value":"ana@example.com"}])");
  EXPECT_EQ(to_text(kept.at("attributes")), R"({"order":"1042"})");
}

TEST_F(ChatVisitor, HearsWhatIsMissing) {
  const auto refused = host->post("/api/v1/livechat/prechat", R"({"answers":{}})", visitor());
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("must be filled in"), std::string::npos);
  EXPECT_TRUE(kept.empty());
}

TEST_F(ChatVisitor, TakesACopyOfItsConversation) {
  const auto copy = host->post("/api/v1/livechat/transcript",
                               R"({"conversation":"c1","utc_offset_minutes":120})", visitor());
  EXPECT_EQ(copy.status, 200);
  EXPECT_EQ(copy.header("content-disposition"), "attachment; filename=\"conversation-42.txt\"");
  EXPECT_NE(copy.body.find("2026-11-28 04:00  You\nHi\n"), std::string::npos);
  EXPECT_EQ(host->post("/api/v1/livechat/transcript", R"({"conversation":"c1","format":"html"})", visitor())
                .header("content-type"),
            "text/html; charset=utf-8");
}

TEST_F(ChatVisitor, GetsNoCopyOfWhatIsNotItsOwn) {
  EXPECT_EQ(host->post("/api/v1/livechat/transcript", R"({"conversation":"c9"})", visitor()).status, 404);
  EXPECT_EQ(
      host->post("/api/v1/livechat/transcript", R"({"conversation":"c1","format":"pdf"})", visitor()).status,
      400);
}

}  // namespace
}  // namespace patchbay::livechat
