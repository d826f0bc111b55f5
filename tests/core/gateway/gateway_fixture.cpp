#include "gateway_fixture.hpp"

#include <cstdlib>
#include <filesystem>

namespace patchbay::gateway {

GatewayTest::GatewayTest() {
  std::string pattern = testing::TempDir() + "gateway.XXXXXX";
  folder = mkdtemp(pattern.data());
  config.server.listen = "127.0.0.1:0";
  config.site.locales = {"en", "bg", "vi"};
  uploads = std::make_unique<FakeUploads>(folder);
  target = std::make_unique<FakeTarget>();
}

GatewayTest::~GatewayTest() {
  stop();
  std::filesystem::remove_all(folder);
}

void GatewayTest::start() {
  gateway = std::make_unique<Gateway>(config, Gateway::Parts{*target, accounts, search, uploads.get(), metrics});
  target->front = &gateway->front();
  if (!routes.empty()) gateway->front().add_routes("fake", routes);
  gateway->ready();
}

void GatewayTest::stop() {
  if (target) target->finish();
  if (gateway) gateway->close();
  gateway.reset();
}

void GatewayTest::route(const std::string& methods, const std::string& pattern, FakeTarget::Handle handle, std::uint32_t flags) {
  host::Route added;
  added.methods = methods;
  added.pattern = pattern;
  added.flags = flags;
  routes.push_back(added);
  for (std::size_t at = 0; at <= methods.size();) {
    const std::size_t end = std::min(methods.find(',', at), methods.size());
    target->handlers[methods.substr(at, end - at) + " " + pattern] = handle;
    at = end + 1;
  }
  if (gateway) gateway->front().add_routes("fake", routes);
}

}  // namespace patchbay::gateway
