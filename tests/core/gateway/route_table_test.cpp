#include "core/gateway/route_table.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"

namespace patchbay::gateway {
namespace {

Endpoint endpoint(std::string methods, std::string pattern, std::string instance = "kb") {
  Endpoint made;
  made.route.methods = std::move(methods);
  made.route.pattern = std::move(pattern);
  made.route.instance = std::move(instance);
  return made;
}

std::string found(const RouteTable& table, std::string_view method, std::string_view path) {
  const auto match = table.find(method, parse_path(path)->segments);
  if (!match.endpoint) return "(" + match.allowed + ")";
  std::string out = match.endpoint->route.pattern;
  for (const auto& [name, value] : match.params) out += " " + name + "=" + value;
  return out;
}

TEST(RouteTable, PrefersLiteralsThenParametersThenTheRest) {
  RouteTable table;
  for (const char* pattern : {"/kb/{slug}", "/kb/new", "/{rest*}", "/kb/{a}/{b}", "/"}) table.add(endpoint("GET", pattern));
  EXPECT_EQ(found(table, "GET", "/kb/new"), "/kb/new");
  EXPECT_EQ(found(table, "GET", "/kb/old"), "/kb/{slug} slug=old");
  EXPECT_EQ(found(table, "GET", "/kb/x/y"), "/kb/{a}/{b} a=x b=y");
  EXPECT_EQ(found(table, "GET", "/kb/x/y/z"), "/{rest*} rest=kb/x/y/z");
  EXPECT_EQ(found(table, "GET", "/"), "/");
}

TEST(RouteTable, GoesBackWhenALiteralLeadsNowhere) {
  RouteTable table;
  table.add(endpoint("GET", "/a/b/c"));
  table.add(endpoint("GET", "/a/{x}/d"));
  EXPECT_EQ(found(table, "GET", "/a/b/d"), "/a/{x}/d x=b");
}

TEST(RouteTable, GivesTheRestAlsoWhenItIsEmpty) {
  RouteTable table;
  table.add(endpoint("GET", "/desk/{rest*}"));
  EXPECT_EQ(found(table, "GET", "/desk/"), "/desk/{rest*} rest=");
  EXPECT_EQ(found(table, "GET", "/desk"), "()");
  EXPECT_EQ(found(table, "GET", "/desk/a%2Fb/c"), "/desk/{rest*} rest=a/b/c");
}

TEST(RouteTable, TakesNoEmptyParameter) {
  RouteTable table;
  table.add(endpoint("GET", "/kb/{slug}"));
  EXPECT_EQ(found(table, "GET", "/kb/"), "()");
}

TEST(RouteTable, ServesHeadWithGetAndNamesWhatIsAllowed) {
  RouteTable table;
  table.add(endpoint("GET,POST", "/x"));
  EXPECT_EQ(found(table, "HEAD", "/x"), "/x");
  EXPECT_EQ(found(table, "PUT", "/x"), "(GET, HEAD, POST, OPTIONS)");
  EXPECT_EQ(found(table, "GET", "/y"), "()");
}

TEST(RouteTable, NamesBothSidesOfAConflict) {
  RouteTable table;
  table.add(endpoint("GET", "/kb/{slug}", "kb"));
  table.add(endpoint("POST", "/kb/{slug}", "kb"));
  try {
    table.add(endpoint("GET,DELETE", "/kb/{id}", "acme"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::conflict);
    EXPECT_EQ(std::string{error.what()}, "GET /kb/{id} of acme is taken by /kb/{slug} of kb");
  }
}

TEST(RouteTable, RefusesPatternsThatCannotBe) {
  for (const char* pattern : {"kb", "/a{b}", "/{}", "/{A}", "/{rest*}/x", "/{a", "/*"}) {
    RouteTable table;
    EXPECT_THROW(table.add(endpoint("GET", pattern)), Error) << pattern;
  }
  RouteTable table;
  EXPECT_THROW(table.add(endpoint("FETCH", "/x")), Error);
}

}  // namespace
}  // namespace patchbay::gateway
