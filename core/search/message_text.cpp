#include "core/search/message_text.hpp"

#include <algorithm>
#include <unordered_set>

#include "core/search/analysis/fold.hpp"
#include "core/search/query/parsed_query.hpp"

namespace patchbay::search {
namespace {

constexpr std::size_t kSnippet = 160;
constexpr std::size_t kShortestPrefix = 3;
constexpr std::size_t kMostTerms = 4000;

// As the table takes it: letters, digits, '_'.
std::string plain(std::string_view term) {
  std::string out;
  for (const char c : term) {
    const bool word = static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') ||
                      (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    out += word ? c : '_';
  }
  return out;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::string MessageText::words(std::string_view text, std::string_view locale) {
  std::string out;
  std::unordered_set<std::string> seen;
  const std::lock_guard lock{mutex_};
  analyser_.each(text, locale, [&](const Occurrence& one) {
    if (one.form.term.empty() || seen.size() >= kMostTerms) return;
    std::string term = plain(one.form.term);
    if (!seen.insert(term).second) return;
    out.append(out.empty() ? "" : " ").append(term);
  });
  analyser_.forget_if_full();
  return out;
}

MessageText::Asked MessageText::asked(std::string_view text, const std::vector<std::string>& locales) {
  Asked out;
  std::vector<const Language*> languages;
  for (const std::string& locale : locales)
    if (const Language* one = &language_of(locale); std::ranges::find(languages, one) == languages.end())
      languages.push_back(one);
  const std::lock_guard lock{mutex_};
  const ParsedQuery parsed = parse_query(text, breaker_);
  for (const QueryWord& word : parsed.words) {
    if (word.is_extra) continue;
    store::WordQuery::Word any;
    Highlight::Word mark{.terms = {}, .prefix = {}, .idf = 1};
    for (const Reading& reading : analyser_.readings(word.raw, languages)) {
      any.any.push_back(plain(reading.term));
      mark.terms.push_back(reading.term);
    }
    const std::string folded = fold_marks(fold_case(word.raw));
    if (word.is_prefix && characters(folded) >= kShortestPrefix)
      any.prefix = plain(folded), mark.prefix = folded;
    if (any.any.empty() && any.prefix.empty()) continue;
    out.query.words.push_back(std::move(any));
    out.highlight.words.push_back(std::move(mark));
  }
  for (const auto& phrase : parsed.excluded)
    for (const std::string& raw : phrase)
      for (const Reading& reading : analyser_.readings(raw, languages))
        out.query.none.push_back(plain(reading.term));
  analyser_.forget_if_full();
  return out;
}

std::string MessageText::snippet(std::string_view text, std::string_view locale, const Highlight& highlight) {
  const std::lock_guard lock{mutex_};
  return Highlighter{analyser_, highlight, locale}.snippet(text, kSnippet);
}

}  // namespace patchbay::search
