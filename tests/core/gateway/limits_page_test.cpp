// The operator's page names every limit there is, with the default it has.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "core/config/limits.hpp"

namespace patchbay::gateway {
namespace {

TEST(LimitsPage, NamesEveryLimitWithItsDefault) {
  std::ifstream file{PATCHBAY_SOURCE_DIR "/docs/operator/limits.md"};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  for (const config::LimitRow& row : config::limit_rows()) {
    const std::string line = "| `" + std::string{row.name} + "` | " + std::string{row.initial} + " |";
    EXPECT_NE(page.find(line), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace patchbay::gateway
