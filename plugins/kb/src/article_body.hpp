#pragma once
// The body of an article as readers get it: clean HTML with anchors, contents, callouts, pictures that keep
// their place, and links that lead somewhere; beside it what search, bots and the page need to know about it.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html_tree.hpp"
#include "media.hpp"
#include "problem.hpp"

namespace patchbay::kb {

struct Media {
  std::string id;    // what its URL and its stored record are named by
  std::string path;  // in the imported folder; "data:…" for one that stood in the text
  std::string name;  // the file's
  std::string url;
  MediaKind kind = MediaKind::file;
  std::int64_t width = 0, height = 0;  // of a picture; 0 = not known
  std::uint64_t size = 0;
};

struct LinkedArticle {
  std::string id, url;
  bool readable = true;  // by everybody who may read the article that links to it
};

// What an article can refer to. Paths are relative to the imported folder.
class Surroundings {
 public:
  virtual ~Surroundings() = default;
  virtual std::optional<LinkedArticle> article(const std::string& path) = 0;
  virtual std::optional<Media> media(
      const std::string& path) = 0;  // registers it; nothing when there is no such file
  virtual std::optional<Media> embedded(const std::string& data_url) = 0;  // a picture written into the text
  virtual std::optional<std::string> text(const std::string& path) = 0;    // for includes
  // Where a path of the site that is no file leads ("/contact"); nothing = nowhere.
  virtual std::optional<std::string> site(const std::string& path) = 0;
};

// Texts the body needs, in the article's language.
struct BodyTexts {
  std::string note, tip, important, warning, caution, table, open_picture, download, footnote_back;
};

struct Heading {
  std::string id;
  int level = 2;  // 2…6, without gaps
  std::string text;
  std::size_t at = 0;  // where its section starts in ArticleBody::text
};

struct ArticleBody {
  std::string html;
  std::vector<Heading> headings;
  std::string text;                // headings and paragraphs, one line each
  std::string first_heading;       // the <h1> the text began with, before anything was moved
  std::vector<Media> media;        // what it shows and offers, each once
  std::vector<std::string> links;  // ids of articles it links to, readable or not
  int words = 0, minutes = 1;
};

struct BodySource {
  enum class Format { markdown, html };
  Format format = Format::markdown;
  std::string_view text;   // Markdown without front matter, or HTML
  std::string_view path;   // of its file
  std::string_view title;  // a leading heading that says the same is left out
  int first_line = 1;
};

// Throws SourceError. What is missing or refused becomes a warning and plain text.
ArticleBody make_body(const BodySource& source, Surroundings& around, const BodyTexts& texts,
                      Problems& problems);

}  // namespace patchbay::kb
