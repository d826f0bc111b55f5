#pragma once
// A folder in memory for the rules' tests.
#include <map>
#include <string>

#include "article_body.hpp"
#include "source_path.hpp"
#include "text.hpp"

namespace patchbay::kb {

inline const BodyTexts kTexts{"Note",
                              "Tip",
                              "Important",
                              "Warning",
                              "Caution",
                              "Table",
                              "Open the picture",
                              "Download",
                              "Back to the text"};

class FakeFolder final : public Surroundings {
 public:
  std::map<std::string, std::string> files;       // path → bytes
  std::map<std::string, LinkedArticle> articles;  // path → article
  std::map<std::string, std::string> site_paths;  // "/contact" → "/contact"

  std::optional<LinkedArticle> article(const std::string& path) override {
    const auto found = articles.find(path);
    return found == articles.end() ? std::nullopt : std::optional{found->second};
  }
  std::optional<Media> media(const std::string& path) override {
    const auto found = files.find(path);
    if (found == files.end()) return std::nullopt;
    return made(path, found->second);
  }
  std::optional<Media> embedded(const std::string& data_url) override { return made("inline.png", data_url); }
  std::optional<std::string> text(const std::string& path) override {
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt : std::optional{found->second};
  }
  std::optional<std::string> site(const std::string& path) override {
    const auto found = site_paths.find(path);
    return found == site_paths.end() ? std::nullopt : std::optional{found->second};
  }

 private:
  static Media made(const std::string& path, const std::string& bytes) {
    const std::string name{name_of(path)};
    Media media{"id-" + name, path, name, "/kb/media/id/" + name, media_type(bytes, name).kind, 0, 0,
                bytes.size()};
    if (const auto size = picture_size(bytes)) media.width = size->width, media.height = size->height;
    return media;
  }
};

}  // namespace patchbay::kb
