#pragma once
// A whole gateway on a free port of the loopback, with everything behind it faked.
#include <gtest/gtest.h>

#include <memory>

#include "core/gateway/gateway.hpp"
#include "fake_rooms.hpp"
#include "fake_target.hpp"
#include "raw_client.hpp"

namespace patchbay::gateway {

class GatewayTest : public testing::Test {
 protected:
  GatewayTest();
  ~GatewayTest() override;
  // Change `config` before this.
  void start();
  void stop();
  RawClient client(const std::string& from = {}) { return RawClient{address(), from}; }
  std::string address() const { return gateway->address(); }
  // Asks again and again until it holds; a test that waits in vain ends by ctest's bound.
  static void wait_until(const std::function<bool()>& holds) {
    while (!holds()) std::this_thread::yield();
  }
  // Adds a plugin's route whose handler answers; on "METHOD pattern".
  void route(const std::string& methods, const std::string& pattern, FakeTarget::Handle handle,
             std::uint32_t flags = PBAY_FOR_PUBLIC);

  std::string folder;  // for files of this test
  config::Config config;
  Metrics metrics;
  FakeAccounts accounts;
  FakeSearch search;
  std::unique_ptr<FakeUploads> uploads;
  std::unique_ptr<FakeTarget> target;
  std::unique_ptr<Gateway> gateway;
  std::vector<host::Route> routes;
};

}  // namespace patchbay::gateway
