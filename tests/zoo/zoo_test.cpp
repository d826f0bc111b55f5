// Every animal of the zoo against `plugin check`: what its file says must be found out about it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <ostream>
#include <regex>

#include "core/check/plugin_check.hpp"

namespace patchbay::check {
namespace {

struct Animal {
  std::string id;
  std::map<std::string, std::string> expected;  // check → status
  std::string host;
  int limit_s = 20;
};

std::ostream& operator<<(std::ostream& out, const Animal& animal) { return out << animal.id; }

Animal read_animal(const std::filesystem::path& file) {
  std::ifstream in{file};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  Animal out;
  out.id = file.stem().string();
  static const std::regex kLine{R"([*/] (check|host|limit): ([^\s*]+)(?: ([a-z]+))?)"};
  for (std::sregex_iterator at{text.begin(), text.end(), kLine}; at != std::sregex_iterator{}; ++at) {
    if ((*at)[1] == "check") out.expected[(*at)[2]] = (*at)[3];
    if ((*at)[1] == "host") out.host = (*at)[2];
    if ((*at)[1] == "limit") out.limit_s = std::stoi((*at)[2]);
  }
  return out;
}

std::vector<Animal> animals() {
  std::map<std::string, Animal> sorted;
  for (const auto& entry : std::filesystem::directory_iterator{PATCHBAY_ZOO_SOURCES}) {
    Animal animal = read_animal(entry.path());
    sorted[animal.id] = std::move(animal);
  }
  std::vector<Animal> out;
  for (auto& [id, animal] : sorted) out.push_back(std::move(animal));
  return out;
}

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

INSTANTIATE_TEST_SUITE_P(Animals, Zoo, ::testing::ValuesIn(animals()), [](const auto& one) {
  std::string name = one.param.id;
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
});

TEST(Zoo, HasAtLeastTwentyAnimals) {
  EXPECT_GE(animals().size(), 20u);
}

}  // namespace
}  // namespace patchbay::check
