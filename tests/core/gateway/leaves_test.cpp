// Addresses, rates, cookies, origins, media types and the words of pages.
#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "core/gateway/address.hpp"
#include "core/gateway/file_links.hpp"
#include "core/gateway/gzip.hpp"
#include "core/gateway/media_type.hpp"
#include "core/gateway/origin_check.hpp"
#include "core/gateway/page_texts.hpp"
#include "core/gateway/rate_limiter.hpp"
#include "core/gateway/session_cache.hpp"
#include "core/gateway/session_token.hpp"

namespace patchbay::gateway {
namespace {

TEST(Addresses, CountMappedOnesAsTheIPv4AddressTheyAre) {
  EXPECT_EQ(parse_address("::ffff:10.1.2.3"), parse_address("10.1.2.3"));
  EXPECT_EQ(parse_address("::ffff:10.1.2.3")->text(), "10.1.2.3");
  EXPECT_EQ(parse_address("[2001:db8::1]")->text(), "2001:db8::1");
  for (const char* wrong : {"", "10.1.2", "10.1.2.3.4", "<img>", "10.1.2.3:80", "0x7f.1"}) EXPECT_FALSE(parse_address(wrong)) << wrong;
}

TEST(Addresses, AreFoundInRanges) {
  EXPECT_TRUE(parse_range("10.0.0.0/8").holds(*parse_address("10.200.1.1")));
  EXPECT_FALSE(parse_range("10.0.0.0/8").holds(*parse_address("11.0.0.1")));
  EXPECT_TRUE(parse_range("192.168.1.128/25").holds(*parse_address("192.168.1.200")));
  EXPECT_FALSE(parse_range("192.168.1.128/25").holds(*parse_address("192.168.1.5")));
  EXPECT_TRUE(parse_range("0.0.0.0/0").holds(*parse_address("1.2.3.4")));
  EXPECT_FALSE(parse_range("0.0.0.0/0").holds(*parse_address("2001:db8::1")));
  EXPECT_TRUE(parse_range("::1").holds(*parse_address("::1")));
  for (const char* wrong : {"x", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129"}) EXPECT_THROW(parse_range(wrong), Error) << wrong;
}

TEST(Addresses, BehindTrustedProxiesAreTheLastOneNobodyTrusts) {
  const std::vector<AddressRange> trusted = {parse_range("10.0.0.0/8")};
  const auto client = [&](const char* peer, const char* forwarded) {
    return client_of(*parse_address(peer), forwarded, trusted).text();
  };
  EXPECT_EQ(client("10.0.0.1", "1.2.3.4"), "1.2.3.4");
  EXPECT_EQ(client("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2"), "1.2.3.4");
  EXPECT_EQ(client("9.9.9.9", "1.2.3.4"), "9.9.9.9");
  EXPECT_EQ(client("10.0.0.1", "<img src=x>"), "10.0.0.1");
  EXPECT_EQ(client("10.0.0.1", ""), "10.0.0.1");
}

TEST(RateLimiter, LetsTheBurstThroughAndThenTheRate) {
  RateLimiter limiter;
  const config::Rate rate{2, 3, false};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("x", "a", rate, 1000), 0);
  EXPECT_EQ(limiter.take("x", "a", rate, 1000), 1);
  EXPECT_EQ(limiter.take("x", "b", rate, 1000), 0);
  EXPECT_EQ(limiter.take("y", "a", rate, 1000), 0);
  EXPECT_EQ(limiter.take("x", "a", rate, 1500), 0);
  EXPECT_EQ(limiter.take("x", "a", rate, 1500), 1);
}

TEST(RateLimiter, KnowsOffAndNever) {
  RateLimiter limiter;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(limiter.take("x", "a", {0, 0, true}, 0), 0);
  EXPECT_GT(limiter.take("x", "b", {0, 0, false}, 0), 0);
}

TEST(RateLimiter, IsBoundedUnderAFloodOfKeys) {
  RateLimiter limiter;
  for (int i = 0; i < 400'000; ++i) limiter.take("x", std::to_string(i), {1, 1, false}, i / 1000);
  EXPECT_LE(limiter.size(), 160'000u);
}

TEST(SessionCache, ForgetsARevokedSessionAndWhatWasAskedMeanwhile) {
  SessionCache cache;
  inbox::Principal principal;
  principal.id = "ana";
  cache.put("token", principal, cache.epoch(), 0);
  EXPECT_TRUE(cache.find("token", 1000).has_value());
  EXPECT_FALSE(cache.find("token", 10'000).has_value());
  const std::uint64_t epoch = cache.epoch();
  cache.revoke("ana");
  EXPECT_FALSE(cache.find("token", 1000).has_value());
  cache.put("token", principal, epoch, 0);
  EXPECT_FALSE(cache.find("token", 1000).has_value());
}

TEST(Cookies, AreFoundByTheirWholeName) {
  EXPECT_EQ(find_cookie("a=b; sid=x; c=d", "sid"), "x");
  EXPECT_EQ(find_cookie("xsid=1; sid=", "sid"), "");
  EXPECT_NE(find_cookie("sid=", "sid").data(), nullptr);
  EXPECT_EQ(find_cookie("xsid=1", "sid").data(), nullptr);
  EXPECT_EQ(without_cookie("a=b; sid=x;c=d", "sid"), "a=b; c=d");
  EXPECT_EQ(without_cookie("sid=x", "sid"), "");
}

TEST(Origins, OfOtherSitesAreForeign) {
  config::Config config;
  config.server.public_url = "https://help.example.com/";
  const Settings settings{config};
  const auto foreign = [&](const char* origin, const char* site) { return is_foreign(settings, "help.example.com", origin, site); };
  EXPECT_FALSE(foreign("https://help.example.com", ""));
  EXPECT_FALSE(foreign("HTTPS://Help.Example.com", "same-origin"));
  EXPECT_FALSE(foreign("", ""));
  EXPECT_FALSE(foreign("", "same-origin"));
  EXPECT_FALSE(foreign("", "none"));
  EXPECT_TRUE(foreign("http://help.example.com", ""));
  EXPECT_TRUE(foreign("https://help.example.com.evil", ""));
  EXPECT_TRUE(foreign("null", ""));
  EXPECT_TRUE(foreign("", "cross-site"));
  EXPECT_TRUE(foreign("", "same-site"));
}

TEST(Origins, WithoutAPublicUrlAreComparedWithTheHost) {
  const Settings settings{config::Config{}};
  EXPECT_FALSE(is_foreign(settings, "localhost:8080", "http://localhost:8080", ""));
  EXPECT_TRUE(is_foreign(settings, "localhost:8080", "http://localhost:9090", ""));
}

TEST(MediaTypes, AreToldByTheFirstBytes) {
  EXPECT_EQ(media_type_of("\x89PNG\r\n\x1a\n....", true).name, "image/png");
  EXPECT_EQ(media_type_of("%PDF-1.7", true).name, "application/pdf");
  EXPECT_EQ(media_type_of("<svg onload=alert(1)>", true).name, "text/plain");
  EXPECT_EQ(media_type_of("<html><script>", true).name, "text/plain");
  EXPECT_FALSE(media_type_of("<svg/>", true).shown_inline);
  EXPECT_EQ(media_type_of("\x7f" "ELF\x02\x01\x01" + std::string(9, '\0'), true).name, "");
  EXPECT_EQ(media_type_of("", true).name, "");
  EXPECT_EQ(media_type_of("caf\xc3", false).name, "text/plain");
  EXPECT_EQ(media_type_of("caf\xc3", true).name, "");
}

TEST(FileLinks, WorkForAWhileAndForOneFile) {
  const FileLinks links{std::string(32, 'k')};
  const std::string url = links.make("01ABC", "a b.png", 1000);
  EXPECT_TRUE(url.starts_with("/files/01ABC/a%20b.png?exp=1000&sig="));
  const std::string signature = url.substr(url.find("sig=") + 4);
  EXPECT_TRUE(links.verify("01ABC", "1000", signature, 1000));
  EXPECT_FALSE(links.verify("01ABC", "1000", signature, 1001));
  EXPECT_FALSE(links.verify("01ABD", "1000", signature, 1000));
  EXPECT_FALSE(links.verify("01ABC", "1001", signature, 1000));
  EXPECT_FALSE(links.verify("01ABC", "1000", "", 1000));
  EXPECT_FALSE(links.verify("01ABC", "", signature, 1000));
  EXPECT_FALSE(links.verify("01ABC", "1000", signature.substr(1), 1000));
  EXPECT_FALSE((FileLinks{std::string(32, 'j')}.verify("01ABC", "1000", signature, 1000)));
}

TEST(PageTexts, ExistInEveryLanguage) {
  for (int i = 0; i <= static_cast<int>(Text::name); ++i)
    for (const char* locale : {"en", "bg", "vi", "de"}) {
      const std::string_view text = page_text(static_cast<Text>(i), locale);
      EXPECT_GT(text.size(), 1u) << i << " " << locale;
    }
  EXPECT_NE(page_text(Text::not_found, "bg"), page_text(Text::not_found, "en"));
  EXPECT_EQ(page_text(Text::not_found, "de"), page_text(Text::not_found, "en"));
}

TEST(Gzip, IsTheSameForTheSameText) {
  const std::string text(10'000, 'a');
  EXPECT_EQ(gzip(text), gzip(text));
  EXPECT_LT(gzip(text).size(), 200u);
  EXPECT_EQ(gzip("").substr(0, 2), "\x1f\x8b");
}

}  // namespace
}  // namespace patchbay::gateway
