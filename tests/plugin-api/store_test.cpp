#include "patchbay/store.hpp"
#include "gtest/gtest.h"
#include "workbench.hpp"

#include <filesystem>
#include <fstream>

namespace patchbay {
namespace {

class Store : public WorkbenchTest {
 protected:
  std::string put(const std::string& id, const std::string& doc, const std::string& query = "") {
    const FakeAnswer answer = host.request({"PUT", "/notes/" + id + query, {}, doc, {}, {}});
    return answer.status == 200 ? answer.body : std::to_string(answer.status);
  }
  std::string find(const std::string& query, FakeActor actor = {}) {
    std::string encoded;
    for (const char c : query) encoded += c == '"' ? "%22" : c == '+' ? "%2B" : std::string{c};
    const FakeAnswer answer = host.get("/notes?query=" + encoded, actor);
    return answer.status == 200 ? answer.body : std::to_string(answer.status);
  }
};

TEST_F(Store, KeepsADocumentWithItsRevision) {
  EXPECT_EQ(put("a", R"({"slug":"one"})"), "1");
  EXPECT_EQ(put("a", R"({"slug":"uno"})"), "2");
  const FakeAnswer answer = host.get("/notes/a");
  EXPECT_EQ(answer.body, R"({"slug":"uno"})");
  EXPECT_EQ(answer.header("etag"), "\"2\"");
  EXPECT_EQ(host.get("/notes/b").status, 404);
}

TEST_F(Store, RefusesAWriteOverAnotherRevision) {
  put("a", "{}");
  EXPECT_EQ(put("a", "{}", "?rev=7"), "409");
  EXPECT_EQ(put("a", "{}", "?rev=0"), "409");
  EXPECT_EQ(put("a", "{}", "?rev=1"), "2");
}

TEST_F(Store, RefusesATakenUniqueField) {
  put("a", R"({"slug":"one"})");
  EXPECT_EQ(put("b", R"({"slug":"one"})"), "409");
  EXPECT_EQ(host.ids("notes"), (std::vector<std::string>{"a"}));
}

TEST_F(Store, FindsByDeclaredFieldsInOrder) {
  for (int i = 0; i < 5; ++i)
    put(std::string(1, static_cast<char>('a' + i)), R"({"n":)" + std::to_string(i % 3) + "}");
  EXPECT_EQ(find(R"({"where":[["/n","eq",0]]})"), "a d ");
  EXPECT_EQ(find(R"({"where":[["/n","ge",1]],"order":[["/n","desc"]]})"), "c b e ");
  EXPECT_EQ(find(R"({"where":[["/n","in",[1,2]]]})"), "b c e ");
  EXPECT_EQ(find(R"({"where":[["id","prefix","a"]]})"), "a ");
  EXPECT_EQ(find(R"({"where":[["/title","eq","x"]]})"), "400");
}

TEST_F(Store, RefusesAnIndexedFieldOfAnotherType) {
  EXPECT_EQ(put("a", R"({"n":"three"})"), "400");
  EXPECT_EQ(put("a", R"({"slug":3})"), "400");
  EXPECT_EQ(put("a", R"({"slug":null,"n":true})"), "1");
  EXPECT_EQ(find(R"({"where":[["/n","eq",1]]})"), "a ");
  EXPECT_EQ(find(R"({"where":[["/slug","eq",null]]})"), "a ");
}

TEST_F(Store, PagesThroughEverything) {
  for (int i = 0; i < 1203; ++i)
    host.put("notes", "n" + std::to_string(10000 + i), R"({"n":)" + std::to_string(i) + "}");
  EXPECT_EQ(host.get("/all").body, "1203");
}

TEST_F(Store, ShowsReadersOnlyTheirAudience) {
  put("p", R"({"audience":"public"})");
  put("e", R"({"audience":"employee"})");
  put("h", R"({"audience":"employee","groups":["hr"]})");
  EXPECT_EQ(find("{}"), "p ");
  EXPECT_EQ(find("{}", FakeActor::employee()), "e p ");
  EXPECT_EQ(find("{}", FakeActor::employee({"hr"})), "e h p ");
  EXPECT_EQ(find("{}", FakeActor::admin()), "e h p ");
  EXPECT_EQ(host.get("/notes/e").status, 404);
}

TEST_F(Store, KeepsBlobsInPieces) {
  const FakeAnswer answer = host.request({"PUT", "/blob", {}, std::string(700'000, 'x'), {}, {}});
  EXPECT_EQ(answer.body, "text/plain 700000 700000");
}

TEST_F(Store, OutlivesARestart) {
  put("a", R"({"slug":"one"})");
  host.restart();
  EXPECT_EQ(host.get("/notes/a").status, 200);
}

TEST_F(Store, FailsWhenTheHostDoes) {
  host.refuse("store.batch", PBAY_E_UNAVAILABLE);
  EXPECT_EQ(put("a", "{}"), "503");
  EXPECT_EQ(put("a", "{}"), "1");
}

TEST(Batch, WritesWhatTheHostReads) {
  EXPECT_EQ(
      Batch{}.put("c", "i\"d", "{}", 3, {"k"}).remove("c", "x").json(),
      R"([{"op":"put","coll":"c","id":"i\"d","if_rev":3,"blobs":["k"],"doc":{}},{"op":"delete","coll":"c","id":"x"}])");
}

class Files : public WorkbenchTest {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(root / "sub");
    std::ofstream{root / "a.md"} << "hello";
    std::ofstream{root / "sub" / "long.md"} << "more than ten bytes";
    std::filesystem::create_symlink("/etc/passwd", root / "out");
    host.grant("0", root.string());
    WorkbenchTest::SetUp();
  }
  void TearDown() override {
    std::filesystem::remove_all(root);
    WorkbenchTest::TearDown();
  }
  const std::filesystem::path root =
      std::filesystem::path{::testing::TempDir()} / ("patchbay-files-" + std::to_string(::getpid()));
};

TEST_F(Files, ListsAndReadsInsideTheGrant) {
  EXPECT_EQ(host.get("/list").body, "a.md:file;out:refused;sub:dir;");
  EXPECT_EQ(host.get("/file?p=a.md").body, "hello");
}

TEST_F(Files, RefusesToLeaveTheGrant) {
  EXPECT_EQ(host.get("/file?p=out").status, 403);
  EXPECT_EQ(host.get("/file?p=../x").status, 403);
  EXPECT_EQ(host.get("/file?p=/etc/passwd").status, 403);
}

TEST_F(Files, RefusesAFileLongerThanAsked) {
  EXPECT_EQ(host.get("/file?p=sub/long.md").status, 429);
}

}  // namespace
}  // namespace patchbay
