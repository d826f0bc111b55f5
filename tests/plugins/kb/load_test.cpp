// The finished kb.so: loads, starts, serves nothing, stops, and again.
#include "kb_host.hpp"

namespace patchbay::kb {
namespace {

TEST_F(KbHost, LoadsStartsAndStopsTwice) {
  host->start();
  EXPECT_EQ(page("/kb/").status, 200);
  host->restart();
  EXPECT_EQ(page("/kb/").status, 200);
  EXPECT_EQ(page("/kb/nothing").status, 404);
  host->stop();
}

TEST_F(KbHost, StartsWhereNobodyAnswersIt) {
  for (const char* method : {"site.get@1", "session.actor@1", "pathway.list@1", "journey.record@1"})
    host->nobody_answers(method);
  host->start();
  EXPECT_EQ(page("/kb/").status, 200);
}

TEST_F(KbHost, NamesEveryRouteInItsDescription) {
  host->start();
  std::ifstream in{std::string{KB_FOLDER} + "/openapi.json"};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  const json::object paths = parse_object(text).at("paths").as_object();
  for (const std::string& route : host->routes()) {
    const std::size_t space = route.find(' ');
    std::string pattern = route.substr(space + 1);
    if (const std::size_t star = pattern.find("*}"); star != std::string::npos) pattern.erase(star, 1);
    ASSERT_TRUE(paths.contains(pattern)) << route << " is not in openapi.json";
    std::string method = route.substr(0, std::min(route.find(','), space));
    for (char& c : method) c = static_cast<char>(std::tolower(c));
    EXPECT_TRUE(paths.at(pattern).as_object().contains(method)) << route << " is not in openapi.json";
  }
}

}  // namespace
}  // namespace patchbay::kb
