#include "core/base/json.hpp"
#include "gateway_fixture.hpp"

namespace patchbay::gateway {
namespace {

class UploadsOfVisitors : public GatewayTest {
 protected:
  UploadsOfVisitors() { accounts.sign_in("visitor", inbox::Kind::visitor, "v1"); }
  RawAnswer upload(const std::string& body, const std::string& headers = {}) {
    return client().request("POST", "/api/v1/uploads", "Authorization: Bearer visitor\r\n" + headers, body);
  }
  static std::string png(std::size_t size) { return "\x89PNG\r\n\x1a\n" + std::string(size, '\1'); }
};

TEST_F(UploadsOfVisitors, AreKeptAndSentBackByASignedLink) {
  start();
  const std::string bytes = png(300'000);
  const RawAnswer sent = upload(bytes, "Upload-Name: %D0%BB%D0%B0%D0%BC%D0%BF%D0%B0.png\r\nContent-Type: text/html\r\n");
  ASSERT_EQ(sent.status, 201) << sent.body;
  const json::object made = parse_object(sent.body);
  EXPECT_EQ(made.at("type").as_string(), "image/png");
  EXPECT_EQ(made.at("name").as_string(), "лампа.png");
  EXPECT_EQ(made.at("size").as_int64(), static_cast<std::int64_t>(bytes.size()));
  const std::string url{made.at("url").as_string()};
  const RawAnswer file = client().get(url);
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, bytes);
  EXPECT_EQ(file["content-type"], "image/png");
  EXPECT_TRUE(file["content-disposition"].starts_with("inline; filename*=UTF-8''%D0%BB"));
  EXPECT_TRUE(file["content-security-policy"].starts_with("sandbox;"));
  EXPECT_EQ(client().get(url, "Range: bytes=1-3\r\n").body, "PNG");
  EXPECT_EQ(uploads->infos.begin()->second.owner, "v1");
}

TEST_F(UploadsOfVisitors, LinksThatWereTouchedLeadNowhere) {
  start();
  const std::string url{parse_object(upload(png(100)).body).at("url").as_string()};
  const std::size_t exp = url.find("exp="), sig = url.find("sig=");
  std::string later = url, other = url, name = url;
  later[exp + 4] = '9';
  other.back() = other.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(client().get(later).status, 404);
  EXPECT_EQ(client().get(other).status, 404);
  EXPECT_EQ(client().get(url.substr(0, sig - 1)).status, 404);
  EXPECT_EQ(client().get(url.substr(0, url.find('?'))).status, 404);
  EXPECT_EQ(client().get("/files/..%2f..%2fetc/passwd?exp=9999999999&sig=x").status, 404);
}

TEST_F(UploadsOfVisitors, NeedASession) {
  start();
  EXPECT_EQ(client().request("POST", "/api/v1/uploads", "", png(10)).status, 401);
}

TEST_F(UploadsOfVisitors, ThatCouldCarryAScriptAreSentAsText) {
  start();
  const json::object made = parse_object(upload("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>", "Upload-Name: \"><svg onload=x>.svg\r\n").body);
  EXPECT_EQ(made.at("type").as_string(), "text/plain");
  const RawAnswer file = client().get(std::string{made.at("url").as_string()});
  EXPECT_EQ(file["content-type"], "text/plain; charset=utf-8");
  EXPECT_TRUE(file["content-disposition"].starts_with("attachment;"));
}

TEST_F(UploadsOfVisitors, OfNoKnownTypeAreRefusedAndNothingIsLeft) {
  start();
  EXPECT_EQ(upload("MZ" + std::string(1000, '\0')).status, 400);
  EXPECT_EQ(upload("").status, 400);
  EXPECT_TRUE(uploads->infos.empty());
}

TEST_F(UploadsOfVisitors, GetHarmlessNames) {
  config.limits.rates["uploads"] = {0, 0, true};
  start();
  const auto name = [this](const std::string& sent) {
    return std::string{parse_object(upload("text", "Upload-Name: " + sent + "\r\n").body).at("name").as_string()};
  };
  EXPECT_EQ(name("..%2F..%2Fetc%2Fpasswd"), "passwd");
  EXPECT_EQ(name("%E2%80%8B.htaccess"), "htaccess");
  EXPECT_EQ(name("invoice%E2%80%AEgnp.exe"), "invoicegnp.exe");
  EXPECT_EQ(name("C:%5Cx%5Cy.txt"), "y.txt");
  EXPECT_EQ(name(""), "file");
  EXPECT_EQ(name(std::string(4000, 'n')).size(), 200u);
}

TEST_F(UploadsOfVisitors, OverTheBoundAreRefused) {
  config.limits.numbers["upload_bytes"] = 100'000;
  start();
  EXPECT_EQ(upload(png(200'000)).status, 413);
  RawClient chunked = client();
  chunked.send("POST /api/v1/uploads HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer visitor\r\nTransfer-Encoding: chunked\r\n\r\n30d40\r\n" + png(199'992));
  EXPECT_EQ(chunked.answer().status, 413);
  EXPECT_TRUE(uploads->infos.empty());
}

TEST_F(UploadsOfVisitors, AreBoundedInBytesAnHour) {
  config.limits.numbers["upload_bytes_per_hour"] = 150'000;
  start();
  EXPECT_EQ(upload(png(100'000)).status, 201);
  EXPECT_EQ(upload(png(100'000)).status, 429);
}

TEST_F(UploadsOfVisitors, CutShortAreDiscarded) {
  start();
  {
    RawClient one = client();
    one.send("POST /api/v1/uploads HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer visitor\r\nContent-Length: 1000000\r\n\r\n" + png(500'000));
    wait_until([this] { return uploads->has_begun.load(); });
    one.abort();
  }
  wait_until([this] { return uploads->discarded_count() == 1; });
  EXPECT_TRUE(uploads->infos.empty());
}

}  // namespace
}  // namespace patchbay::gateway
