#include <filesystem>
#include <fstream>

#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

class StaticFiles : public GatewayTest {
 protected:
  StaticFiles() {
    host::PluginInfo kb;
    kb.instance = kb.plugin = "kb";
    kb.state = host::State::serving;
    kb.assets_dir = folder + "/assets";
    kb.assets = "/assets/kb/abc123/";
    target->infos = {kb};
    std::filesystem::create_directories(kb.assets_dir + "/img");
    write("assets/kb.css", "body{}");
    write("assets/kb.js", std::string(1000, 'j'));
    write("assets/kb.js.gz", "GZIP");
    write("assets/kb.js.br", "BROTLI");
    write("assets/img/a b.svg", "<svg/>");
    write("secret.txt", "secret");
    std::filesystem::create_symlink(folder + "/secret.txt", kb.assets_dir + "/link.txt");
    std::filesystem::create_symlink("kb.css", kb.assets_dir + "/inside.css");
  }
  void write(const std::string& name, const std::string& text) { std::ofstream{folder + "/" + name} << text; }
};

TEST_F(StaticFiles, AreServedForEverUnderTheirHash) {
  start();
  const RawAnswer css = client().get("/assets/kb/abc123/kb.css");
  EXPECT_EQ(css.status, 200);
  EXPECT_EQ(css.body, "body{}");
  EXPECT_EQ(css["content-type"], "text/css; charset=utf-8");
  EXPECT_EQ(css["cache-control"], "public, max-age=31536000, immutable");
  EXPECT_EQ(client().get("/assets/kb/old/kb.css")["cache-control"], "no-cache");
  EXPECT_EQ(client().get("/assets/kb/abc123/img/a%20b.svg")["content-type"], "image/svg+xml");
}

TEST_F(StaticFiles, AreSentPackedToWhoTakesIt) {
  start();
  RawClient one = client();
  const RawAnswer br = one.get("/assets/kb/abc123/kb.js", "Accept-Encoding: gzip, br\r\n");
  EXPECT_EQ(br.body, "BROTLI");
  EXPECT_EQ(br["content-encoding"], "br");
  EXPECT_EQ(br["content-type"], "text/javascript; charset=utf-8");
  EXPECT_EQ(one.get("/assets/kb/abc123/kb.js", "Accept-Encoding: gzip\r\n").body, "GZIP");
  EXPECT_EQ(one.get("/assets/kb/abc123/kb.js").body.size(), 1000u);
}

TEST_F(StaticFiles, KnowEtagsAndRanges) {
  start();
  RawClient one = client();
  const std::string etag = one.get("/assets/kb/abc123/kb.css")["etag"];
  EXPECT_EQ(one.get("/assets/kb/abc123/kb.css", "If-None-Match: " + etag + "\r\n").status, 304);
  const RawAnswer part = one.get("/assets/kb/abc123/kb.css", "Range: bytes=1-3\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "ody");
  EXPECT_EQ(part["content-range"], "bytes 1-3/6");
  EXPECT_EQ(one.get("/assets/kb/abc123/kb.css", "Range: bytes=1-3\r\nIf-Range: " + etag + "\r\n").status, 206);
  EXPECT_EQ(one.get("/assets/kb/abc123/kb.css", "Range: bytes=1-3\r\nIf-Range: \"other\"\r\n").status, 200);
  const RawAnswer none = one.get("/assets/kb/abc123/kb.css", "Range: bytes=6-\r\n");
  EXPECT_EQ(none.status, 416);
  EXPECT_EQ(none["content-range"], "bytes */6");
  EXPECT_EQ(one.request("HEAD", "/assets/kb/abc123/kb.css", "", "")["content-length"], "6");
}

TEST_F(StaticFiles, AreNeverOutsideTheirFolder) {
  start();
  for (const char* path : {"/assets/kb/abc123/link.txt", "/assets/kb/abc123/..%2fsecret.txt", "/assets/kb/abc123//etc/passwd",
                           "/assets/kb/abc123/%2fetc%2fpasswd", "/assets/kb/abc123/", "/assets/kb/abc123/img", "/assets/kb/abc123",
                           "/assets/other/abc123/kb.css", "/assets/kb/abc123/missing.css"}) {
    const int status = client().get(path).status;
    // 308 leads to the folder itself, which is no file either.
    EXPECT_TRUE(status == 404 || status == 400 || status == 308) << path << " " << status;
  }
  EXPECT_EQ(client().get("/assets/kb/abc123/inside.css").body, "body{}");
}

TEST_F(StaticFiles, LargeOnesComeWhole) {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += std::to_string(i) + "\n";
  write("assets/large.txt", text);
  start();
  RawClient one = client();
  EXPECT_EQ(one.get("/assets/kb/abc123/large.txt").body, text);
  EXPECT_EQ(one.get("/assets/kb/abc123/large.txt", "Range: bytes=-1000\r\n").body, text.substr(text.size() - 1000));
}

}  // namespace
}  // namespace patchbay::gateway
