#include "core/search/query/snippet.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/search/analysis/fold.hpp"

namespace patchbay::search {
namespace {

constexpr std::size_t kMostRead = 32 * 1024;  // bytes of one section that are looked through

bool is_boundary(std::string_view text, std::size_t at) {
  return at == 0 || at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// The next place at or behind `at` where a word begins.
std::size_t word_start(std::string_view text, std::size_t at) {
  if (at == 0) return 0;
  std::size_t i = at;
  while (i < text.size() && i < at + 30 && !is_space(text[i - 1])) ++i;
  if (i < text.size() && !is_space(text[i - 1])) i = at;
  while (!is_boundary(text, i)) ++i;
  return i;
}

std::size_t word_end(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  std::size_t i = at;
  while (i > 0 && i + 30 > at && !is_space(text[i])) --i;
  if (!is_space(text[i])) i = at;
  while (!is_boundary(text, i)) --i;
  return i;
}

// Line ends become spaces: a snippet is one line.
std::string shown(std::string_view text) {
  std::string out = escape_html(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return out;
}

}  // namespace

Highlighter::Highlighter(Analyser& analyser, const Highlight& highlight, std::string_view locale)
    : analyser_{analyser}, highlight_{highlight}, locale_{locale} {}

std::vector<Highlighter::Match> Highlighter::matches_in(std::string_view text) {
  std::vector<Match> out;
  analyser_.each(text.substr(0, kMostRead), locale_, [&](const Occurrence& found) {
    for (std::size_t word = 0; word < highlight_.words.size(); ++word) {
      const auto& [terms, prefix, idf] = highlight_.words[word];
      const bool is_match =
          std::find(terms.begin(), terms.end(), found.form.term) != terms.end() ||
          (!prefix.empty() &&
           (found.form.surface.starts_with(prefix) ||
            (!is_ascii(found.form.surface) && fold_marks(found.form.surface).starts_with(prefix))));
      if (!is_match) continue;
      if (!out.empty() && found.begin <= out.back().begin)
        out.pop_back();  // a compound in one piece after its parts
      if (!out.empty() && found.begin < out.back().end)
        out.back().end = std::max(out.back().end, found.end);
      else
        out.push_back({found.begin, found.end, word});
      return;
    }
  });
  return out;
}

BestSection Highlighter::best_section(const std::vector<Section>& sections) {
  BestSection best;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    std::vector<float> gains(highlight_.words.size());
    for (const Match& match : matches_in(sections[i].heading)) gains[match.word] += 2.0F;
    for (const Match& match : matches_in(sections[i].text)) gains[match.word] += 1.0F;
    float score = 0;
    for (std::size_t word = 0; word < gains.size(); ++word) {
      score += highlight_.words[word].idf * gains[word] / (gains[word] + 1.0F);
    }
    // Among sections that hold the same words the shorter one is more to the point.
    score /= 1.0F + 0.05F * std::log2(1.0F + static_cast<float>(sections[i].text.size()) / 500.0F);
    if (score > best.score) best = {i, score};
  }
  return best;
}

std::string Highlighter::snippet(std::string_view text, std::size_t most) {
  const std::vector<Match> matches = matches_in(text);
  // The window that begins a little before a match and holds the most.
  std::size_t begin = 0;
  float best = -1;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    std::vector<bool> seen(highlight_.words.size());
    float score = 0;
    for (std::size_t j = i; j < matches.size() && matches[j].end <= matches[i].begin + most * 3 / 4; ++j) {
      score += highlight_.words[matches[j].word].idf * (seen[matches[j].word] ? 0.1F : 1.0F);
      seen[matches[j].word] = true;
    }
    if (score <= best) continue;
    best = score;
    begin = matches[i].begin;
  }
  begin = begin > most / 5 && text.size() > most ? word_start(text, begin - most / 5) : 0;
  const std::size_t end = begin + most >= text.size() ? text.size() : word_end(text, begin + most);
  std::string out = begin == 0 ? "" : "… ";
  std::size_t at = begin;
  for (const Match& match : matches) {
    if (match.begin < at || match.end > end) continue;
    out += shown(text.substr(at, match.begin - at));
    out += "<mark>" + shown(text.substr(match.begin, match.end - match.begin)) + "</mark>";
    at = match.end;
  }
  out += shown(text.substr(at, end - at));
  if (end < text.size()) out += " …";
  return out;
}

std::string paragraphs(std::string_view text) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    if (const std::string_view paragraph = trim(line); !paragraph.empty())
      out += "<p>" + escape_html(paragraph) + "</p>";
  }
  return out;
}

}  // namespace patchbay::search
