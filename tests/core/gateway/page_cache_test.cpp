#include "core/gateway/page_cache.hpp"

#include <gtest/gtest.h>

namespace patchbay::gateway {
namespace {

std::shared_ptr<const CachedPage> page(std::string body, std::vector<std::string> tags) {
  auto made = std::make_shared<CachedPage>();
  made->body = std::move(body);
  made->tags = std::move(tags);
  return made;
}

TEST(PageCache, GivesBackWhatWasPut) {
  PageCache cache{1 << 20};
  EXPECT_EQ(cache.find("h", "/a"), nullptr);
  EXPECT_TRUE(cache.insert("h", "/a", page("one", {"kb/nav"}), cache.epoch()));
  ASSERT_NE(cache.find("h", "/a"), nullptr);
  EXPECT_EQ(cache.find("h", "/a")->body, "one");
  EXPECT_EQ(cache.find("other", "/a"), nullptr);
  EXPECT_EQ(cache.find("h", "/a?x"), nullptr);
}

TEST(PageCache, DropsThePagesOfATagAndNoOthers) {
  PageCache cache{1 << 20};
  cache.insert("h", "/a", page("a", {"kb/articles/1", "kb/nav"}), cache.epoch());
  cache.insert("h", "/b", page("b", {"kb/articles/2", "kb/nav"}), cache.epoch());
  cache.drop({"kb/articles/1"});
  EXPECT_EQ(cache.find("h", "/a"), nullptr);
  EXPECT_NE(cache.find("h", "/b"), nullptr);
  cache.drop({"kb/nav", "unknown"});
  EXPECT_EQ(cache.size(), 0);
  EXPECT_EQ(cache.bytes(), 0);
}

TEST(PageCache, RefusesAPageWhoseTagWasDroppedWhileItWasMade) {
  PageCache cache{1 << 20};
  const std::uint64_t epoch = cache.epoch();
  cache.drop({"kb/nav"});
  EXPECT_FALSE(cache.insert("h", "/a", page("stale", {"kb/nav"}), epoch));
  EXPECT_TRUE(cache.insert("h", "/b", page("other", {"kb/articles"}), epoch));
  EXPECT_TRUE(cache.insert("h", "/a", page("fresh", {"kb/nav"}), cache.epoch()));
}

TEST(PageCache, RefusesEveryPageMadeBeforeAllWereDropped) {
  PageCache cache{1 << 20};
  const std::uint64_t epoch = cache.epoch();
  cache.drop_all();
  EXPECT_FALSE(cache.insert("h", "/a", page("stale", {"kb/nav"}), epoch));
}

TEST(PageCache, StillRefusesStalePagesAfterManyTagsWereDropped) {
  PageCache cache{1 << 20};
  const std::uint64_t epoch = cache.epoch();
  cache.drop({"kb/articles/first"});
  for (int i = 0; i < 12'000; ++i) cache.drop({"kb/articles/" + std::to_string(i)});
  EXPECT_FALSE(cache.insert("h", "/a", page("stale", {"kb/articles/first"}), epoch));
}

TEST(PageCache, KeepsToItsBytesAndForgetsWhatNobodyAskedFor) {
  PageCache cache{200'000};
  cache.insert("h", "/kept", page(std::string(2000, 'k'), {}), cache.epoch());
  for (int i = 0; i < 500; ++i) {
    cache.insert("h", "/" + std::to_string(i), page(std::string(2000, 'x'), {"t"}), cache.epoch());
    cache.find("h", "/kept");
  }
  EXPECT_LE(cache.bytes(), 200'000);
  EXPECT_GT(cache.size(), 20);
  EXPECT_NE(cache.find("h", "/kept"), nullptr);
  EXPECT_EQ(cache.find("h", "/0"), nullptr);
  EXPECT_FALSE(cache.insert("h", "/huge", page(std::string(100'000, 'x'), {}), cache.epoch()));
}

TEST(PageCache, OfNoBytesKeepsNothing) {
  PageCache cache{0};
  EXPECT_FALSE(cache.insert("h", "/a", page("one", {}), cache.epoch()));
}

TEST(PageCache, ReplacesAPage) {
  PageCache cache{1 << 20};
  cache.insert("h", "/a", page("one", {"x"}), cache.epoch());
  cache.insert("h", "/a", page("two", {"y"}), cache.epoch());
  EXPECT_EQ(cache.find("h", "/a")->body, "two");
  EXPECT_EQ(cache.size(), 1);
  cache.drop({"x"});
  EXPECT_NE(cache.find("h", "/a"), nullptr);
}

}  // namespace
}  // namespace patchbay::gateway
