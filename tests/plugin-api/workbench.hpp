#pragma once
// A started workbench plugin; a test that breaks no rule on purpose must break none.
#include "gtest/gtest.h"
#include "patchbay/fake_host.hpp"

namespace patchbay {

class WorkbenchTest : public ::testing::Test {
 protected:
  void SetUp() override { host.start(); }
  void TearDown() override {
    EXPECT_TRUE(forgiven_ || host.violations().empty()) << host.violations().front();
  }
  void forgive() { forgiven_ = true; }
  std::string last_log() const { return host.logs().empty() ? "" : host.logs().back().text; }

  FakeHost host{pbay_entry};

 private:
  bool forgiven_ = false;
};

}  // namespace patchbay
