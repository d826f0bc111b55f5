#include "text.hpp"

#include <gtest/gtest.h>

#include "media.hpp"
#include "source_path.hpp"

namespace patchbay::kb {
namespace {

TEST(Text, MakesSlugsThatKeepTheirScript) {
  EXPECT_EQ(slug_of("Track your parcel"), "track-your-parcel");
  EXPECT_EQ(slug_of("  Can't sign in? (2024) "), "cant-sign-in-2024");
  EXPECT_EQ(slug_of("Върнете ПРОДУКТ!"), "върнете-продукт");
  EXPECT_EQ(slug_of("Đổi trả hàng"), "đổi-trả-hàng");
  EXPECT_EQ(slug_of("Do\xCC\x82i"), "dôi") << "decomposed letters are joined";
  EXPECT_EQ(slug_of("!!!"), "");
}

TEST(Text, CutsBetweenWordsAndNeverInsideACharacter) {
  EXPECT_EQ(cut("short", 10), "short");
  EXPECT_EQ(cut("one two three four", 10), "one two…");
  EXPECT_EQ(cut("ЖЖЖЖ", 5), "ЖЖ…");
}

TEST(Text, CountsWordsInEveryScript) {
  EXPECT_EQ(count_words("One don't two-three. Четири!"), 4u);
  EXPECT_EQ(count_words("你好世界"), 2u);
  EXPECT_EQ(count_words(""), 0u);
}

TEST(Text, KnowsWrongBytes) {
  EXPECT_TRUE(is_utf8("Да €"));
  EXPECT_FALSE(is_utf8("\xFF\xFE"));
  EXPECT_FALSE(is_utf8(std::string_view{"a\0b", 3}));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
}

TEST(SourcePath, NeverLeavesTheFolder) {
  EXPECT_EQ(resolve_path("a/b/c.md", "../x.md"), "a/x.md");
  EXPECT_EQ(resolve_path("a/b.md", "./c/../d.md"), "a/d.md");
  EXPECT_EQ(resolve_path("a/b.md", "/top.md"), "top.md");
  EXPECT_EQ(resolve_path("a.md", "..\\x"), std::nullopt);
  EXPECT_EQ(resolve_path("a/b.md", "../../x"), std::nullopt);
  EXPECT_EQ(resolve_path("a.md", ""), "");
}

TEST(SourcePath, FindsTheSchemeBrowsersWouldSee) {
  EXPECT_EQ(scheme_of("HTTPS://x"), "https");
  EXPECT_EQ(scheme_of("java\nscript:x"), "javascript");
  EXPECT_EQ(scheme_of("  javascript:x"), "javascript");
  EXPECT_EQ(scheme_of("a/b:c"), "");
  EXPECT_EQ(scheme_of("page.md#a:b"), "");
}

TEST(Media, ReadsTheSizeOfPictures) {
  const auto size = [](std::string_view bytes) {
    const auto found = picture_size(bytes);
    return found ? std::to_string(found->width) + "x" + std::to_string(found->height) : "none";
  };
  EXPECT_EQ(size(std::string_view{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0", 24}), "640x480");
  EXPECT_EQ(size(std::string_view{"GIF89a\x40\x01\xF0\0", 10}), "320x240");
  EXPECT_EQ(size(std::string_view{"\xFF\xD8\xFF\xE0\0\x04zz\xFF\xC0\0\x11\x08\0\x64\0\xC8\x03", 19}),
            "200x100");
  EXPECT_EQ(size("<?xml?><svg width=\"120\" height=\"60px\">"), "120x60");
  EXPECT_EQ(size("<svg viewBox=\"0,0,300,150\" width=\"600\">"), "600x300");
  EXPECT_EQ(size("<svg width=\"100%\">"), "none");
  EXPECT_EQ(size("\x89PNG\r\n\x1a\n"), "none");
  EXPECT_EQ(size("text"), "none");
}

TEST(Media, BelievesBytesMoreThanNames) {
  EXPECT_EQ(media_type("<script>", "x.png").type, "application/octet-stream");
  EXPECT_EQ(media_type("\x89PNG\r\n\x1a\n", "x.txt").type, "image/png");
  EXPECT_EQ(media_type("<svg/>", "x.svg").type, "image/svg+xml");
  EXPECT_EQ(media_type("<html>", "x.svg").type, "application/octet-stream");
  EXPECT_EQ(media_type("<html>", "x.html").type, "application/octet-stream");
}

}  // namespace
}  // namespace patchbay::kb
