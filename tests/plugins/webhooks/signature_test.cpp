// Standard Webhooks signatures, both ways.
#include "signature.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace patchbay::webhooks {
namespace {

// The example of the Standard Webhooks specification's own libraries.
const std::string kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const std::string kBody = R"({"test": 2432232314})";
constexpr std::int64_t kAt = 1614265330;
const std::string kSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

std::string wrong(std::string_view signatures, std::int64_t now = kAt, std::string_view body = kBody,
                  std::string_view timestamp = "1614265330",
                  const std::vector<std::string>& secrets = {kSecret}) {
  return wrong_with({kId, timestamp, signatures, body}, secrets, now).value_or("");
}

TEST(WebhookSignature, IsTheStandards) {
  EXPECT_EQ(sign(kSecret, kId, kAt, kBody), kSignature);
  EXPECT_EQ(sign(kSecret.substr(6), kId, kAt, kBody), kSignature) << "also without the prefix";
}

TEST(WebhookSignature, IsTakenOnlyForWhatWasSigned) {
  EXPECT_EQ(wrong(kSignature), "");
  EXPECT_NE(wrong(kSignature, kAt, kBody + " "), "");
  EXPECT_NE(wrong(kSignature, kAt, kBody, "1614265331"), "");
  EXPECT_NE(wrong("v1,AAAA"), "");
  EXPECT_NE(wrong("v1a," + kSignature.substr(3)), "") << "another scheme is no v1";
  EXPECT_NE(wrong(""), "");
  EXPECT_NE(wrong(kSignature, kAt, kBody, "1614265330", {new_secret()}), "");
}

TEST(WebhookSignature, MayBeOneOfSeveral) {
  EXPECT_EQ(wrong("v1,AAAA v2,xx " + kSignature), "");
  const std::string other = new_secret();
  const std::string both = signatures({other, kSecret}, kId, kAt, kBody);
  EXPECT_EQ(wrong(both), "");
  EXPECT_EQ(wrong(both, kAt, kBody, "1614265330", {other}), "");
}

TEST(WebhookSignature, GrowsOldInFiveMinutes) {
  EXPECT_EQ(wrong(kSignature, kAt + 300), "");
  EXPECT_NE(wrong(kSignature, kAt + 301), "");
  EXPECT_NE(wrong(kSignature, kAt - 301), "");
  EXPECT_NE(wrong(kSignature, kAt, kBody, "16142653301614265330"), "");
  EXPECT_NE(wrong(kSignature, kAt, kBody, "yesterday"), "");
}

TEST(WebhookSignature, NeedsARealSecret) {
  EXPECT_TRUE(is_secret(new_secret()));
  EXPECT_NE(new_secret(), new_secret());
  for (const char* bad : {"", "whsec_", "whsec_short", "whsec_not base64 at all!!", "MfKQ9r8GKYqr"}) {
    EXPECT_FALSE(is_secret(bad)) << bad;
    EXPECT_THROW(sign(bad, kId, kAt, kBody), std::invalid_argument);
  }
}

TEST(WebhookDigest, TellsListsOfPartsApart) {
  EXPECT_EQ(digest_of({"a", "b"}), digest_of({"a", "b"}));
  EXPECT_NE(digest_of({"a", "b"}), digest_of({"ab", ""}));
  EXPECT_EQ(digest_of({"a"}).size(), 32u);
}

}  // namespace
}  // namespace patchbay::webhooks
