// Every animal of the zoo against `plugin check`: what its file says must be found out about it.
#include <gtest/gtest.h>

#include "core/check/plugin_check.hpp"
#include "tests/zoo/animal.hpp"

namespace patchbay::check {
namespace {

class Zoo : public ::testing::TestWithParam<Animal> {};

TEST_P(Zoo, IsFoundOut) {
  const Animal& animal = GetParam();
  ASSERT_FALSE(animal.expected.empty()) << "say in the file what check finds";
  EXPECT_NE(animal.host, "") << "say in the file what the host makes of it";
  Options options;
  options.library = std::string{PATCHBAY_ZOO} + "/" + animal.id + "/" + animal.id + ".so";
  options.limit_s = animal.limit_s;
  for (const auto& [id, status] : animal.expected) options.only += (options.only.empty() ? "^(" : "|") + id;
  options.only += ")$";
  const auto results = check(options);
  EXPECT_EQ(results.size(), animal.expected.size());
  for (const Result& result : results)
    EXPECT_EQ(name_of(result.status), animal.expected.at(result.id)) << result.id << ": " << result.text;
}

INSTANTIATE_TEST_SUITE_P(Animals, Zoo, ::testing::ValuesIn(animals()),
                         [](const auto& one) { return test_name(one.param); });

TEST(Zoo, HasAtLeastTwentyAnimals) {
  EXPECT_GE(animals().size(), 20u);
}

}  // namespace
}  // namespace patchbay::check
