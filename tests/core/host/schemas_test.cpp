// The host's own methods against their schemas.
#include "tests/core/host/host_test.hpp"
#include "tests/plugin-api/traffic/contracts.hpp"

namespace patchbay::host {
namespace {

class Schemas : public HostTest {};

TEST_F(Schemas, DescribeEveryMethodOfTheHost) {
  const Contracts contracts;
  start();
  for (const std::string& method : host->methods())
    EXPECT_TRUE(contracts.knows(method)) << "write plugin-api/schemas/methods/" << method << ".json";
}

TEST_F(Schemas, FitWhatTheHostReplies) {
  const Contracts contracts;
  start();
  int replied = 0;
  for (const auto& [name, document] : contracts.all()) {
    if (string_or(document, "provider", "") != "host") continue;
    try {
      EXPECT_EQ(contracts.wrong_with(name, "reply", call(name, contracts.example(name, "request"))), "");
      ++replied;
    } catch (const Error& error) {
      EXPECT_NE(error.code(), Code::unsupported) << name;
      EXPECT_NE(error.code(), Code::internal) << name << ": " << error.what();
    }
  }
  EXPECT_GE(replied, 7);
}

}  // namespace
}  // namespace patchbay::host
