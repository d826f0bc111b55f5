#include <condition_variable>

#include "core/base/error.hpp"
#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

using Closing = GatewayTest;

TEST_F(Closing, LetsRequestsUnderWayEnd) {
  std::mutex mutex;
  std::condition_variable changed;
  bool begun = false, go_on = false;
  route("GET", "/slow", [&](host::HttpFront& front, const host::HttpRequest& request) {
    std::unique_lock lock{mutex};
    begun = true;
    changed.notify_all();
    changed.wait(lock, [&] { return go_on; });
    front.respond(request.id, 200, {}, "done");
  });
  start();
  RawClient busy = client(), idle = client();
  EXPECT_EQ(idle.get("/healthz").status, 200);
  busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  {
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return begun; });
  }
  gateway->stop_accepting();
  std::thread closing{[this] { gateway->close(); }};
  EXPECT_TRUE(idle.ended());
  {
    const std::lock_guard lock{mutex};
    go_on = true;
  }
  changed.notify_all();
  EXPECT_EQ(busy.answer().body, "done");
  EXPECT_TRUE(busy.ended());
  closing.join();
}

TEST_F(Closing, TakesNobodyNewAfterItStoppedAccepting) {
  start();
  const std::string where = address();
  gateway->stop_accepting();
  gateway->close();
  EXPECT_ANY_THROW((RawClient{where}));
}

TEST_F(Closing, NamesTheAddressThatIsTaken) {
  start();
  config::Config second = config;
  second.server.listen = address();
  try {
    const Gateway other{second, {*target, accounts, search, uploads.get(), metrics}};
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::unavailable);
    EXPECT_NE(std::string{error.what()}.find(address()), std::string::npos);
    EXPECT_NE(std::string{error.what()}.find("in use"), std::string::npos);
  }
}

TEST_F(Closing, AReloadChangesLimitsAndSiteOfNewRequests) {
  start();
  EXPECT_EQ(client().get("/api/v1/search?q=a").status, 200);
  config.limits.rates["search"] = {0, 0, false};
  config.site.locales = {"en", "de"};
  gateway->reload(config);
  EXPECT_EQ(client().get("/api/v1/search?q=a").status, 429);
  EXPECT_EQ(client().get("/de/healthz").status, 200);
  EXPECT_EQ(client().get("/bg/healthz").status, 404);
}

}  // namespace
}  // namespace patchbay::gateway
