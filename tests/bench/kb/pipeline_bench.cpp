// How quickly the rules alone turn files into articles: bench_kb_pipeline DIR… prints articles/s on one
// thread, and what they complain about. No host, no store.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "article_body.hpp"
#include "front_matter.hpp"
#include "source_path.hpp"
#include "text.hpp"

namespace fs = std::filesystem;
using namespace patchbay::kb;

namespace {

std::string slurp(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

class Folder final : public Surroundings {
 public:
  explicit Folder(fs::path root) : root_{std::move(root)} {}
  std::optional<LinkedArticle> article(const std::string& path) override {
    for (const char* ending : {"", ".md"})
      if (path.ends_with(".md") == (*ending == '\0') && fs::is_regular_file(root_ / (path + ending)))
        return LinkedArticle{path, "/kb/" + slug_of(stem_of(path)), true};
    return std::nullopt;
  }
  std::optional<Media> media(const std::string& path) override {
    if (!fs::is_regular_file(root_ / path)) return std::nullopt;
    const std::string bytes = slurp(root_ / path);
    Media media{digest_of({bytes}),
                path,
                std::string{name_of(path)},
                "/kb/media/x",
                media_type(bytes, path).kind,
                0,
                0,
                bytes.size()};
    if (const auto size = picture_size(bytes)) media.width = size->width, media.height = size->height;
    return media;
  }
  std::optional<Media> embedded(const std::string&) override { return std::nullopt; }
  std::optional<std::string> text(const std::string& path) override {
    if (!fs::is_regular_file(root_ / path)) return std::nullopt;
    return slurp(root_ / path);
  }
  std::optional<std::string> site(const std::string&) override { return std::nullopt; }

 private:
  fs::path root_;
};

}  // namespace

int main(int argc, char** argv) {
  std::size_t articles = 0, bytes = 0, html = 0, errors = 0, warnings = 0;
  std::map<std::string, int> kinds;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 1; i < argc; ++i) {
    Folder folder{argv[i]};
    const BodyTexts texts{"Note",  "Tip",  "Important", "Warning", "Caution",
                          "Table", "Open", "Download",  "Back"};
    for (const auto& entry : fs::recursive_directory_iterator{argv[i]}) {
      if (entry.path().extension() != ".md") continue;
      const std::string path = fs::relative(entry.path(), argv[i]).generic_string(),
                        file = slurp(entry.path());
      Problems problems;
      try {
        const FrontMatter matter = parse_front_matter(file, problems);
        const std::string title = text_of(matter.values, "title");
        const ArticleBody body =
            make_body({BodySource::Format::markdown, std::string_view{file}.substr(matter.body), path, title,
                       matter.body_line},
                      folder, texts, problems);
        html += body.html.size();
        ++articles;
      } catch (const SourceError& error) {
        problems.push_back({Severity::error, path, error.line(), error.what()});
      }
      bytes += file.size();
      for (Problem& problem : problems) {
        (problem.severity == Severity::error ? errors : warnings)++;
        if (problem.file.empty()) problem.file = path;
        if (problem.severity == Severity::error || std::getenv("KB_ALL"))
          std::printf("%s\n", told(problem).c_str());
        std::string kind = problem.text.substr(0, 12) + "…" +
                           problem.text.substr(problem.text.size() > 30 ? problem.text.size() - 30 : 0);
        ++kinds[kind];
      }
    }
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf(
      "%zu articles, %.1f MB Markdown, %.1f MB HTML, %.2f s, %.0f articles/s, %zu errors, %zu warnings\n",
      articles, static_cast<double>(bytes) / 1e6, static_cast<double>(html) / 1e6, seconds,
      static_cast<double>(articles) / seconds, errors, warnings);
  for (const auto& [kind, count] : kinds) std::printf("  %5d %s\n", count, kind.c_str());
}
