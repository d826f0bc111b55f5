// A configuration that was damaged is refused with words, never with a crash.
#include <gtest/gtest.h>

#include <random>

#include "core/config/config.hpp"
#include "tests/core/config/folder.hpp"

namespace patchbay::config {
namespace {

constexpr std::string_view kWhole = R"([server]
listen = "127.0.0.1:8080"
public_url = "https://help.example.com"
trusted_proxies = ["10.0.0.0/8"]
page_cache = "16M"
[site]
name = "Example"
locales = ["en", "bg", "vi"]
time_zone = "Europe/Sofia"
synonyms = [["a", "b"]]
[limits]
messages = "20/10s"
search = "5/s burst 20"
[hours.default]
mon-fri = "09:00-18:00"
holidays = ["2026-12-25", 2026-12-26]
[team.support]
members = ["ana@example.com"]
[inbox.default]
sites = ["https://shop.example.com"]
identity_keys = ["hs256:${env:HOME}0123456789abcdef0123456789abcdef"]
[pathways]
order = ["search", "livechat"]
reveal = { livechat = "after_attempt" }
[plugin.kb]
files = [{ dir = "/", locale = "en" }]
config = { a = 1, b = [1.5, true, "x", { c = "${file:none}" }] }
)";

class Damage {
 public:
  explicit Damage(std::uint32_t seed) : random_{seed} {}

  std::string of(std::string text) {
    for (int times = 1 + below(3); times > 0; --times) once(text);
    return text;
  }

 private:
  int below(std::size_t most) { return static_cast<int>(random_() % (most ? most : 1)); }
  std::size_t place(const std::string& text) { return static_cast<std::size_t>(below(text.size() + 1)); }

  void once(std::string& text) {
    static constexpr const char* kPieces[] = {"\xEF\xBB\xBF",
                                              "[",
                                              "]",
                                              "{",
                                              "\"",
                                              "'''",
                                              "\n",
                                              "=",
                                              "1e999",
                                              "nan",
                                              "true",
                                              "\xFF\xFE",
                                              "${env:",
                                              "${file:/etc/passwd}",
                                              "99999999999999999999",
                                              "[plugin.kb]\n",
                                              "..",
                                              "a = 1\n",
                                              "1979-05-27T07:32:00Z",
                                              "[[server]]\n",
                                              "\\u0000",
                                              "#"};
    switch (below(6)) {
      case 0:
        text.resize(place(text));
        break;
      case 1:
        text.insert(place(text), kPieces[below(std::size(kPieces))]);
        break;
      case 2:
        text.erase(place(text), static_cast<std::size_t>(below(20)));
        break;
      case 3:
        if (!text.empty()) text[static_cast<std::size_t>(below(text.size()))] = static_cast<char>(below(256));
        break;
      case 4:
        text.insert(place(text), text.substr(place(text), static_cast<std::size_t>(below(80))));
        break;
      default: {
        const auto equals = text.find('=', place(text));
        const auto end = text.find('\n', equals);
        if (equals != std::string::npos && end != std::string::npos)
          text.replace(equals + 1, end - equals - 1, kPieces[below(std::size(kPieces))]);
      }
    }
  }

  std::mt19937 random_;
};

TEST(DamagedConfig, AThousandDamagedFilesAreReadWithoutACrash) {
  const Folder folder;
  int refused = 0;
  for (std::uint32_t seed = 0; seed < 1000; ++seed) {
    const Loaded loaded = load(folder.write("patchbay.toml", Damage{seed}.of(std::string{kWhole})));
    if (!loaded.ok()) ++refused;
    for (const Problem& problem : loaded.problems) ASSERT_FALSE(text_of(problem).empty()) << "seed " << seed;
    ASSERT_FALSE(show(loaded.config).empty()) << "seed " << seed;
  }
  EXPECT_GT(refused, 700);
}

TEST(DamagedConfig, DeepNestingIsRefused) {
  const Folder folder;
  EXPECT_FALSE(
      load(folder.write("a.toml", "[plugin.kb]\nconfig = { a = " + std::string(100000, '[') + "}")).ok());
}

TEST(DamagedConfig, AFileOfTenMegabytesIsRefusedUnread) {
  const Folder folder;
  const Loaded loaded = load(folder.write("a.toml", std::string(10u << 20, '#')));
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_NE(loaded.problems[0].text.find("larger than 4 MB"), std::string::npos);
}

TEST(DamagedConfig, AFolderInPlaceOfAFileIsRefused) {
  const Folder folder;
  folder.write("dir/x", "");
  EXPECT_FALSE(load(folder.path("dir")).ok());
}

}  // namespace
}  // namespace patchbay::config
