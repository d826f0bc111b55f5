// A business's word about its customers: in the widget, on the help centre, and what a visitor says itself.
#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "talk_fixture.hpp"

namespace patchbay::gateway {
namespace {

const std::string kSecret = "the secret of the shop, 32 bytes or more";
const std::string kOtherSecret = "the secret of another one, 32 bytes or more";

class Identity : public TalkTest {
 protected:
  Identity() {
    with_real_accounts = true;
    config.server.public_url = "http://help.example.com";
    config.inboxes["default"].identity_keys = {"hs256:" + kSecret};
    config.inboxes["default"].sites = {"https://shop.example.com"};
    config.inboxes["other"].identity_keys = {"hs256:" + kOtherSecret};
  }
  static std::string token(json::object claims, const std::string& secret = kSecret) {
    if (!claims.contains("aud")) claims["aud"] = "default";
    if (!claims.contains("exp")) claims["exp"] = SystemClock{}.now_ms() / 1000 + 300;
    const std::string text = base64url(R"({"alg":"HS256"})") + "." + base64url(to_text(claims));
    return text + "." + base64url(hmac_sha256(secret, text));
  }
  static std::string ana() { return token({{"sub", "u-1"}, {"email", "ana@example.com"}, {"name", "Ana"}}); }
  static std::string text_at(const json::object& object, std::string_view name) { return string_or(object, name, ""); }

  RawAnswer session(const std::string& identity, const std::string& before = {}, const std::string& headers = {},
                    const std::string& of_inbox = "default") {
    json::object body = {{"inbox", of_inbox}, {"locale", "en"}, {"identity", nullptr}};
    if (!identity.empty()) body["identity"] = identity;
    return client().request("POST", "/api/v1/widget/session",
                            (before.empty() ? "" : "Authorization: Bearer " + before + "\r\n") + "Content-Type: application/json\r\n" + headers,
                            to_text(body));
  }
  json::object begun(const RawAnswer& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.status == 200 ? parse_object(answer.body) : json::object{};
  }
  json::object contact(const std::string& id) { return contacts->get(inbox::Principal::system(), id); }
};

TEST_F(Identity, TheTokenBeforeGoesOnWithTheSameContact) {
  start();
  const json::object first = begun(session("")), again = begun(session("", text_at(first, "token")));
  EXPECT_EQ(text_at(again, "contact_id"), text_at(first, "contact_id"));
  EXPECT_EQ(text_at(again, "token"), text_at(first, "token"));
  // Not across inboxes.
  EXPECT_NE(text_at(begun(session("", text_at(first, "token"), {}, "other")), "contact_id"), text_at(first, "contact_id"));
}

TEST_F(Identity, WhatAVisitorWroteBecomesThePersonsItTurnsOutToBe) {
  start();
  const json::object elsewhere = begun(session(ana()));
  ask_json("POST", "/api/v1/conversations/active/messages", text_at(elsewhere, "token"), R"({"cmid":"a","body":"from my phone"})", 201);
  const json::object visit = begun(session(""));
  ask_json("POST", "/api/v1/conversations/active/messages", text_at(visit, "token"), R"({"cmid":"a","body":"before signing in"})", 201);
  const json::object known = begun(session(ana(), text_at(visit, "token")));
  EXPECT_EQ(text_at(known, "contact_id"), text_at(elsewhere, "contact_id"));
  EXPECT_TRUE(known.at("features").at("identified").as_bool());
  EXPECT_EQ(ask_json("GET", "/api/v1/conversations?status=all", text_at(known, "token")).at("items").as_array().size(), 2u);
  EXPECT_EQ(text_at(contact(text_at(known, "contact_id")), "name"), "Ana");
  ask_json("GET", "/api/v1/me", text_at(visit, "token"), "", 401);  // its token ended
}

TEST_F(Identity, SocketsEndWithTheirOwnSessionOnly) {
  start();
  const std::string first = text_at(begun(session("")), "token"), second = text_at(begun(session("")), "token");
  LiveClient one = live(first), other = live(second);
  EXPECT_EQ(ask("POST", "/api/v1/logout", first).status, 204);
  EXPECT_EQ(one.next().at("closed").as_int64(), 4001);
  other.say(R"({"type":"ping"})");
  EXPECT_EQ(text_at(other.next(), "type"), "pong");
  // Turning out to be somebody ends the visit until then.
  begun(session(ana(), second));
  EXPECT_EQ(other.next().at("closed").as_int64(), 4001);
}

TEST_F(Identity, TwoPeopleAtOneBrowserStayTwo) {
  start();
  const json::object first = begun(session(ana()));
  const json::object second = begun(session(token({{"sub", "u-2"}, {"email", "ben@example.com"}}), text_at(first, "token")));
  EXPECT_NE(text_at(second, "contact_id"), text_at(first, "contact_id"));
  ask_json("POST", "/api/v1/conversations/active/messages", text_at(first, "token"), R"({"cmid":"a","body":"hello"})", 201);
  EXPECT_TRUE(ask_json("GET", "/api/v1/conversations?status=all", text_at(second, "token")).at("items").as_array().empty());
}

TEST_F(Identity, ASessionIsNotMadeForATokenThatIsNotRight) {
  start();
  const auto status = [&](const std::string& identity, const std::string& of_inbox = "default") { return session(identity, {}, {}, of_inbox).status; };
  const json::object claims = {{"sub", "u-1"}, {"email", "ana@example.com"}};
  const auto with = [&](std::string_view name, json::value value) {
    json::object changed = claims;
    changed[name] = std::move(value);
    return token(changed);
  };
  EXPECT_EQ(status(token(claims)), 200);
  EXPECT_EQ(status(token(claims, kOtherSecret)), 401);
  EXPECT_EQ(status(token(claims), "other"), 401);
  EXPECT_EQ(status(with("aud", "other")), 401);
  EXPECT_EQ(status(with("exp", 1)), 401);
  EXPECT_EQ(status(with("exp", SystemClock{}.now_ms() / 1000 + 3600)), 401);
  EXPECT_EQ(status("eyJhbGciOiJub25lIn0." + base64url(to_text(claims)) + "."), 401);
  EXPECT_EQ(status("nonsense"), 401);
  EXPECT_EQ(status(std::string(40'000, 'x')), 401);
  EXPECT_EQ(status(token(claims), "nowhere"), 404);
}

TEST_F(Identity, OnlyTheSitesOfTheInboxCarryItsWidget) {
  start();
  EXPECT_EQ(session("", {}, "Origin: https://shop.example.com\r\n").status, 200);
  EXPECT_EQ(session("", {}, "Origin: http://help.example.com\r\n").status, 200);
  const RawAnswer refused = session("", {}, "Origin: https://evil.example\r\n");
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("\"code\":\"origin\""), std::string::npos);
  EXPECT_EQ(session("", {}, "Origin: https://shop.example.com\r\n", "other").status, 403);
}

TEST_F(Identity, OrdersComeWithIt) {
  start();
  const json::object known = begun(session(token({{"sub", "u-1"}, {"orders", json::array{json::object{{"number", "10"}, {"placed_at", "2026-11-01T00:00:00Z"}, {"state", "sent"}, {"total", {{"amount", "9.99"}, {"currency", "EUR"}}}, {"items", json::array{}}}}}})));
  const json::array orders = contacts->orders(inbox::Principal::system(), text_at(known, "contact_id"), 10);
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].at("number").as_string(), "10");
}

TEST_F(Identity, ACustomerIsSignedInToTheHelpCentreFromTheShopsPage) {
  start();
  const auto post = [&](const std::string& identity, const std::string& origin) {
    return client().request("POST", "/signin", "Content-Type: application/x-www-form-urlencoded\r\nOrigin: " + origin + "\r\n",
                            "identity=" + percent_encode(identity) + "&next=%2Faccount%2Fconversations");
  };
  const std::string employee = token({{"sub", "e-1"}, {"email", "eva@example.com"}, {"kind", "employee"}, {"groups", json::array{"staff"}}});
  const RawAnswer signed_in = post(employee, "https://shop.example.com");
  EXPECT_EQ(signed_in.status, 303);
  EXPECT_EQ(signed_in["location"], "/account/conversations");
  const std::string cookie = signed_in["set-cookie"].substr(0, signed_in["set-cookie"].find(';'));
  const json::object me = parse_object(client().get("/api/v1/me", "Cookie: " + cookie + "\r\n").body);
  EXPECT_EQ(text_at(me, "kind"), "employee");
  EXPECT_EQ(to_text(me.at("groups")), R"(["staff"])");
  EXPECT_EQ(post(employee, "https://evil.example").status, 403);
  EXPECT_EQ(post(employee, "null").status, 403);
  EXPECT_EQ(post(token({{"sub", "u-1"}}), "https://shop.example.com").status, 400);  // no e-mail
  EXPECT_EQ(post(token({{"sub", "u-1"}, {"email", "x@example.com"}}, kOtherSecret), "https://shop.example.com").status, 403);
}

TEST_F(Identity, AnAddressIsUnverifiedUntilItsLinkIsUsed) {
  start();
  const json::object known = begun(session(ana()));
  ask_json("POST", "/api/v1/conversations/active/messages", text_at(known, "token"), R"({"cmid":"a","body":"private"})", 201);
  const json::object visit = begun(session(""));
  const json::object given = ask_json("POST", "/api/v1/widget/email", text_at(visit, "token"), R"({"email":"ana@example.com"})");
  EXPECT_FALSE(given.at("verified").as_bool());
  EXPECT_TRUE(ask_json("GET", "/api/v1/conversations?status=all", text_at(visit, "token")).at("items").as_array().empty());
  // The link that would be mailed.
  inbox::Principal visitor = *inbox->who(text_at(visit, "token"));
  const std::string link = inbox->ask_to_confirm(visitor, "ana@example.com");
  const RawAnswer page = client().get("/signin?token=" + link, "Accept: text/html\r\n");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("ana@example.com"), std::string::npos);
  const RawAnswer used = client().request("POST", "/signin", "Content-Type: application/x-www-form-urlencoded\r\n", "action=confirm&token=" + link);
  EXPECT_EQ(used.status, 200);
  EXPECT_EQ(client().request("POST", "/signin", "Content-Type: application/x-www-form-urlencoded\r\n", "action=confirm&token=" + link).status, 404);
  EXPECT_TRUE(contact(text_at(known, "contact_id")).at("verified").as_bool());
}

}  // namespace
}  // namespace patchbay::gateway
