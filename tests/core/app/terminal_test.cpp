#include "core/app/terminal.hpp"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace patchbay::app {
namespace {

TEST(ForPeople, AnObjectIsALineAMember) {
  EXPECT_EQ(for_people(json::object{
                {"email", "ana@example.com"}, {"on", true}, {"seen", nullptr}, {"groups", {"a", "b"}}}),
            "email   ana@example.com\non      yes\nseen    -\ngroups  a, b\n");
}

TEST(ForPeople, AListOfObjectsIsATableOfAllTheirMembers) {
  EXPECT_EQ(for_people(json::array{json::object{{"name", "Ана"}, {"n", 1}},
                                   json::object{{"name", "Ben"}, {"x", "y"}}}),
            "name  n  x\nАна   1\nBen      y\n");
}

TEST(ForPeople, ControlCharactersDoNotReachTheTerminal) {
  EXPECT_EQ(for_people(json::object{{"t", "a\033[2Jb\nc"}}), "t  a [2Jb c\n");
}

TEST(ForPeople, ScalarsAndListsStandAsTheyAre) {
  EXPECT_EQ(for_people(json::array{"a", 2}), "a\n2\n");
  EXPECT_EQ(for_people(json::value("x")), "x\n");
  EXPECT_EQ(for_people(json::value(nullptr)), "");
}

}  // namespace
}  // namespace patchbay::app
