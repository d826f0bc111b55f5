#include "tests/bench/search/corpus.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace patchbay::bench {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

// A line without tags, link targets, emphasis and code marks.
std::string plain_line(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '<') {
      const std::size_t close = line.find('>', i);
      if (close != std::string_view::npos && close - i < 300) {
        i = close;
        continue;
      }
    }
    if (c == ']' && i + 1 < line.size() && line[i + 1] == '(') {
      const std::size_t close = line.find(')', i);
      if (close != std::string_view::npos) {
        i = close;
        continue;
      }
    }
    if (c == '*' || c == '`' || c == '[' || c == ']' || c == '|' || (c == '\\' && i + 1 < line.size())) {
      if (c == '|') out += ' ';
      continue;
    }
    out += c;
  }
  return out;
}

void read_body(std::string_view body, CorpusArticle& article) {
  std::size_t begin = 0;
  while (begin < body.size()) {
    const std::size_t end = std::min(body.find('\n', begin), body.size());
    std::string_view line = trimmed(body.substr(begin, end - begin));
    begin = end + 1;
    if (line.empty()) continue;
    std::size_t level = 0;
    while (level < line.size() && line[level] == '#') ++level;
    if (level > 0 && level < 7 && level < line.size() && line[level] == ' ') {
      const std::string text{trimmed(plain_line(line.substr(level)))};
      if (article.title.empty()) article.title = text;
      if (level > 1 && !text.empty()) {
        article.headings.push_back(
            {"h" + std::to_string(article.headings.size()), text, article.text.size()});
      }
      if (level == 1) continue;
      article.text += text + "\n";
      continue;
    }
    if (line.starts_with("[!INCLUDE") || line.starts_with("[!include")) continue;
    const std::string plain = plain_line(line);
    if (!trimmed(plain).empty()) article.text += std::string{trimmed(plain)} + "\n";
  }
}

CorpusArticle read_article(const fs::path& path, const fs::path& root, const std::string& locale) {
  CorpusArticle article;
  article.locale = locale;
  article.path = fs::relative(path, root).string();
  article.id = locale + "/" + article.path;
  const std::string text = read_file(path);
  std::string_view body = text;
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  if (body.starts_with("---")) {
    const std::size_t close = body.find("\n---", 3);
    if (close != std::string_view::npos) {
      std::istringstream front{std::string{body.substr(0, close)}};
      for (std::string line; std::getline(front, line);) {
        if (!line.starts_with("title:")) continue;
        std::string_view title = trimmed(std::string_view{line}.substr(6));
        if (title.size() > 1 && (title.front() == '"' || title.front() == '\'') &&
            title.back() == title.front()) {
          title = title.substr(1, title.size() - 2);
        }
        article.title = title;
      }
      body.remove_prefix(std::min(body.find('\n', close + 1), body.size()));
    }
  }
  read_body(body, article);
  return article;
}

}  // namespace

std::vector<CorpusArticle> read_articles(const std::string& directory) {
  std::vector<CorpusArticle> out;
  const fs::path kb = fs::path{directory} / "kb";
  std::error_code none;
  if (!fs::is_directory(kb, none)) return out;
  for (const auto& folder : fs::directory_iterator{kb}) {
    const std::string name = folder.path().filename().string();
    if (!folder.is_directory() || name.size() < 3 || name[name.size() - 3] != '-') continue;
    for (const auto& entry : fs::recursive_directory_iterator{folder.path()}) {
      if (entry.path().extension() != ".md") continue;
      out.push_back(read_article(entry.path(), folder.path(), name.substr(name.size() - 2)));
    }
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return out;
}

std::vector<QuerySet> read_query_sets(const std::string& directory) {
  std::vector<QuerySet> out;
  const fs::path folder = fs::path{directory} / "search";
  std::error_code none;
  if (!fs::is_directory(folder, none)) return out;
  for (const auto& entry : fs::directory_iterator{folder}) {
    const std::string name = entry.path().filename().string();
    const std::string ending = ".queries.tsv";
    if (!name.ends_with(ending)) continue;
    QuerySet set;
    set.name = name.substr(0, name.size() - ending.size());
    set.locale = set.name.substr(0, 2);
    set.queries_tsv = read_file(entry.path());
    set.qrels_tsv = read_file(folder / (set.name + ".qrels.tsv"));
    std::istringstream lines{set.queries_tsv};
    for (std::string line; std::getline(lines, line);) {
      if (const std::size_t tab = line.find('\t'); tab != std::string::npos)
        set.queries.push_back(line.substr(tab + 1));
    }
    out.push_back(std::move(set));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

}  // namespace patchbay::bench
