#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

class SignIn : public GatewayTest {
 protected:
  SignIn() {
    accounts.links["once"] = {inbox::Purpose::sign_in, "Ана", "ana@example.com"};
    accounts.links["setup"] = {inbox::Purpose::set_password, "Ben", "ben@example.com"};
    accounts.links["admin"] = {inbox::Purpose::first_admin, "", ""};
  }
  RawAnswer page(const std::string& path) { return client().get(path, "Accept: text/html\r\n"); }
  RawAnswer post(const std::string& body, const std::string& headers = {}) {
    return client().request("POST", "/signin", "Accept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n" + headers, body);
  }
};

TEST_F(SignIn, OffersAFormInThePagesLanguage) {
  start();
  const RawAnswer english = page("/signin?next=/account/conversations");
  EXPECT_EQ(english.status, 200);
  EXPECT_NE(english.body.find("name=\"password\""), std::string::npos);
  EXPECT_NE(english.body.find("value=\"/account/conversations\""), std::string::npos);
  EXPECT_EQ(english["referrer-policy"], "same-origin") << "no-referrer makes browsers send the form with Origin: null";
  EXPECT_EQ(english["cache-control"], "no-store");
  EXPECT_NE(page("/bg/signin").body.find("Парола"), std::string::npos);
  EXPECT_NE(page("/vi/signin").body.find("Mật khẩu"), std::string::npos);
}

TEST_F(SignIn, LookingAtALinkDoesNotUseItUp) {
  start();
  for (int i = 0; i < 2; ++i) {
    const RawAnswer looked = page("/signin?token=once");
    EXPECT_NE(looked.body.find("Ана"), std::string::npos);
    EXPECT_EQ(looked["set-cookie"], "");
  }
  const RawAnswer used = post("action=link&token=once&next=%2Fkb%2F");
  EXPECT_EQ(used.status, 303);
  EXPECT_EQ(used["location"], "/kb/");
  EXPECT_TRUE(used["set-cookie"].starts_with("sid=token-ana@example.com;"));
  EXPECT_EQ(post("action=link&token=once").status, 404);
  EXPECT_EQ(page("/signin?token=once").status, 404);
}

TEST_F(SignIn, AsksForTheCodeOfTheSecondStep) {
  accounts.passwords["ana@example.com"] = "long enough now";
  accounts.codes["ana@example.com"] = "123456";
  start();
  const RawAnswer asked = post("action=login&email=ana%40example.com&password=long+enough+now&next=%2Fkb%2F");
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(asked["set-cookie"], "");
  EXPECT_NE(asked.body.find("name=\"code\""), std::string::npos);
  EXPECT_EQ(asked.body.find("long enough now"), std::string::npos);
  const RawAnswer wrong = post("action=code&ticket=ticket-ana%40example.com&code=000000&next=%2Fkb%2F");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_NE(wrong.body.find("name=\"ticket\""), std::string::npos);
  const RawAnswer right = post("action=code&ticket=ticket-ana%40example.com&code=123456&next=%2Fkb%2F");
  EXPECT_EQ(right.status, 303);
  EXPECT_EQ(right["location"], "/kb/");
  EXPECT_NE(right["set-cookie"], "");
  EXPECT_EQ(post("action=code&ticket=nonsense&code=123456").status, 403);
}

TEST_F(SignIn, ProgramsAreToldThatACodeIsMissing) {
  accounts.passwords["ana@example.com"] = "long enough now";
  accounts.codes["ana@example.com"] = "123456";
  start();
  const auto login = [&](const std::string& more) {
    return client().request("POST", "/api/v1/login", "Content-Type: application/json\r\n",
                            R"({"email":"ana@example.com","password":"long enough now")" + more + "}");
  };
  const RawAnswer missing = login("");
  EXPECT_EQ(missing.status, 401);
  EXPECT_NE(missing.body.find("\"code\":\"totp_required\""), std::string::npos);
  EXPECT_EQ(missing["set-cookie"], "");
  EXPECT_EQ(login(R"(,"code":"000000")").status, 403);
  EXPECT_EQ(login(R"(,"code":"123456")").status, 200);
}

TEST_F(SignIn, TurningTheSecondStepOnGivesAnotherSession) {
  accounts.passwords["a1"] = "long enough now";
  accounts.sign_in("before", inbox::Kind::agent, "a1");
  start();
  const auto post_json = [&](const std::string& path, const std::string& body, const std::string& token) {
    return client().request("POST", path, "Cookie: sid=" + token + "\r\nContent-Type: application/json\r\n", body);
  };
  EXPECT_NE(post_json("/api/v1/me/totp", "", "before").body.find("otpauth://"), std::string::npos);
  EXPECT_EQ(post_json("/api/v1/me/totp/confirm", R"({"code":"000000"})", "before").status, 403);
  const RawAnswer on = post_json("/api/v1/me/totp/confirm", R"({"code":"123456"})", "before");
  EXPECT_EQ(on.body, R"({"recovery_codes":["one","two"]})");
  EXPECT_TRUE(on["set-cookie"].starts_with("sid=after-two-steps;"));
  EXPECT_EQ(post_json("/api/v1/me/totp/off", R"({"password":"wrong"})", "after-two-steps").status, 403);
  EXPECT_EQ(post_json("/api/v1/me/totp/off", R"({"password":"long enough now"})", "after-two-steps").status, 204);
}

TEST_F(SignIn, NeverLeadsToAnotherSite) {
  start();
  for (const char* next : {"//evil.example", "https://evil.example", "/\\evil.example", "%2F%2Fevil.example", "/a%0d%0aX: y"}) {
    accounts.links["once"] = {inbox::Purpose::sign_in, "Ана", "ana@example.com"};
    EXPECT_EQ(post(std::string{"action=link&token=once&next="} + next)["location"], "/") << next;
  }
}

TEST_F(SignIn, SetsAPasswordAndKeepsTheLinkWhenItIsRefused) {
  start();
  EXPECT_NE(page("/signin?token=setup").body.find("Ben"), std::string::npos);
  const RawAnswer refused = post("action=password&token=setup&password=short");
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("role=\"alert\""), std::string::npos);
  EXPECT_EQ(post("action=password&token=setup&password=long+enough+now").status, 200);
  const RawAnswer in = post("action=login&email=ben%40example.com&password=long+enough+now");
  EXPECT_EQ(in.status, 303);
  EXPECT_NE(in["set-cookie"], "");
}

TEST_F(SignIn, MakesTheFirstAdministrator) {
  start();
  EXPECT_NE(page("/signin?token=admin").body.find("name=\"email\""), std::string::npos);
  const RawAnswer made = post("action=admin&token=admin&email=eva%40example.com&name=Eva&password=long+enough+now");
  EXPECT_EQ(made.status, 303);
  EXPECT_TRUE(made["set-cookie"].starts_with("sid=token-eva@example.com;"));
}

TEST_F(SignIn, SaysTheSameForWrongPasswordsAndUnknownPeople) {
  accounts.passwords["ana@example.com"] = "a good password";
  start();
  const RawAnswer wrong = post("action=login&email=ana%40example.com&password=wrong"), unknown = post("action=login&email=x%40y&password=wrong");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(unknown.status, 403);
  EXPECT_NE(wrong.body.find("do not match"), std::string::npos);
  EXPECT_EQ(wrong.body, unknown.body);
}

TEST_F(SignIn, TakesNoFormFromOtherSites) {
  start();
  EXPECT_EQ(post("action=link&token=once", "Origin: https://evil.example\r\n").status, 403);
  EXPECT_EQ(page("/signin?token=once").status, 200);
}

TEST_F(SignIn, LeadsAgentsToTheirDeskWhereThereIsOne) {
  accounts.passwords["ana@example.com"] = "a good password";
  route("GET", "/desk/{rest*}", {}, PBAY_FOR_AGENT);
  start();
  EXPECT_EQ(post("action=login&email=ana%40example.com&password=a+good+password")["location"], "/desk/");
}

TEST_F(SignIn, SignsOut) {
  accounts.sign_in("token", inbox::Kind::customer, "ana");
  start();
  EXPECT_NE(client().get("/signin", "Accept: text/html\r\nCookie: sid=token\r\n").body.find("Name of ana"), std::string::npos);
  EXPECT_EQ(post("action=out", "Cookie: sid=token\r\n").status, 303);
  EXPECT_EQ(client().get("/api/v1/me", "Cookie: sid=token\r\n").status, 401);
}

TEST_F(SignIn, SaysInWordsWhyItCannotWorkOverPlainHttp) {
  config.server.trusted_proxies = {"127.0.0.1"};
  start();
  const RawAnswer far = client().get("/signin", "Accept: text/html\r\nX-Forwarded-For: 203.0.113.7\r\n");
  EXPECT_EQ(far.status, 403);
  EXPECT_NE(far.body.find("https"), std::string::npos);
  EXPECT_EQ(far.body.find("name=\"password\""), std::string::npos);
}

}  // namespace
}  // namespace patchbay::gateway
