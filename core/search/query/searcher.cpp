#include "core/search/query/searcher.hpp"

#include <algorithm>
#include <charconv>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::search {
namespace {

constexpr std::size_t kMostHits = 100;
constexpr std::size_t kMostSuggestions = 8;
constexpr std::size_t kDeepest = 10'000;  // hits a cursor leads to
constexpr std::size_t kSnippetLength = 220;
constexpr std::size_t kPassageLength = 1500;
constexpr int kMostPhraseTexts = 400;          // documents read for a phrase
constexpr std::size_t kMostExcludedWords = 3;  // of one exclusion

std::size_t offset_of(std::string_view cursor) {
  if (cursor.empty()) return 0;
  std::size_t offset = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), offset);
  if (error != std::errc{} || end != cursor.data() + cursor.size() || offset > kDeepest) {
    throw Error{Code::invalid, "The cursor is none of a search: use the one given as next"};
  }
  return offset;
}

// Whether the words stand one after the other.
bool holds_in_order(const std::vector<std::string>& terms, const std::vector<std::string>& phrase) {
  return std::search(terms.begin(), terms.end(), phrase.begin(), phrase.end()) != terms.end();
}

}  // namespace

struct Searcher::Found {
  Languages languages;
  std::vector<FoundWord> words;
  Highlight highlight;
  RankingRules ranking;
  std::vector<RankedDocument> documents;
};

void Searcher::find_words(const ParsedQuery& parsed, const Query& query, Found& found) {
  const Fields fields = query.mode == Query::Mode::suggest ? Fields::title : Fields::all;
  bench_.scorer.begin(view_, fields);
  bench_.analyser.forget_if_full();
  OpenSegments segments{view_, session_};
  found.languages = languages_of(query.locale, rules_.locales, view_.locales);
  WordFinder finder{segments, bench_.analyser, found.languages, rules_.synonyms, bench_.scorer, fields};
  for (unsigned bit = 0; bit < parsed.words.size(); ++bit) {
    found.words.push_back(finder.find(parsed.words[bit], bit));
    const FoundWord& word = found.words.back();
    found.ranking.words.push_back({word.idf, !parsed.words[bit].is_extra && word.idf > 0});
    found.highlight.words.push_back({word.terms, word.prefix, word.idf});
  }
  unsigned bit = 0;
  for (const std::vector<std::string>& words : parsed.excluded) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < words.size() && i < kMostExcludedWords; ++i, ++bit) {
      finder.exclude(words[i], bit);
      bits |= 1U << bit;
    }
    found.ranking.exclusions.push_back(bits);
  }
}

Result Searcher::run(const Query& query, const Visibility& reader) {
  Result result;
  const bool is_suggest = query.mode == Query::Mode::suggest;
  const std::size_t offset = offset_of(query.cursor);
  const auto limit = static_cast<std::size_t>(
      std::clamp<int>(query.limit, 1, static_cast<int>(is_suggest ? kMostSuggestions : kMostHits)));
  const ParsedQuery parsed = parse_query(query.text, bench_.breaker);
  if (parsed.words.empty() || (is_suggest && letters_of(parsed.text).size() < 4)) return result;
  Found found;
  find_words(parsed, query, found);
  found.ranking.locale = query.locale;
  found.ranking.kinds = &query.kinds;
  found.ranking.reader = &reader;
  found.ranking.every_word = is_suggest;
  std::function<bool(DocNumber)> accept;
  int texts = 0;
  if (!parsed.phrases.empty()) {
    accept = [&](DocNumber doc) { return ++texts <= kMostPhraseTexts && holds_phrases(doc, parsed); };
  }
  found.documents = rank(view_, bench_.scorer, found.ranking, offset + limit, accept);
  if (found.documents.size() > offset + limit) {
    found.documents.resize(offset + limit);
    if (!is_suggest && offset + limit <= kDeepest) result.next = std::to_string(offset + limit);
  }
  found.documents.erase(
      found.documents.begin(),
      found.documents.begin() + static_cast<std::ptrdiff_t>(std::min(offset, found.documents.size())));
  fill_hits(query, found, result);
  if (query.mode == Query::Mode::passages) fill_passages(found, result);
  result.corrected = corrected_text(parsed, found);
  return result;
}

bool Searcher::holds_phrases(DocNumber doc, const ParsedQuery& parsed) {
  DocumentRow row;
  const std::int64_t id = document_id(view_.index_no, doc);
  if (!read_document(session_, id, row)) return false;
  const Language& language = language_of(row.locale);
  std::vector<std::vector<std::string>> phrases;
  for (const std::vector<std::string>& words : parsed.phrases) {
    std::vector<std::string>& terms = phrases.emplace_back();
    for (const std::string& word : words) terms.push_back(bench_.analyser.form(word, language).term);
  }
  std::vector<bool> held(phrases.size());
  const auto look = [&](std::string_view text) {
    std::vector<std::string> terms;
    bench_.analyser.each(text, row.locale, [&](const Occurrence& word) {
      if (word.kind != Token::Kind::whole) terms.push_back(word.form.term);
    });
    for (std::size_t i = 0; i < phrases.size(); ++i) held[i] = held[i] || holds_in_order(terms, phrases[i]);
  };
  look(row.title);
  for (const Section& section : read_sections(session_, id)) {
    if (std::find(held.begin(), held.end(), false) == held.end()) break;
    look(section.heading);
    look(section.text);
  }
  bench_.analyser.forget_if_full();
  return std::find(held.begin(), held.end(), false) == held.end();
}

namespace {

std::string with_anchor(const std::string& url, const std::string& anchor) {
  if (anchor.empty() || url.empty() || url.find('#') != std::string::npos) return url;
  return url + "#" + percent_encode(anchor);
}

}  // namespace

void Searcher::fill_hits(const Query& query, Found& found, Result& result) {
  for (const RankedDocument& ranked : found.documents) {
    DocumentRow row;
    const std::int64_t id = document_id(view_.index_no, ranked.doc);
    if (!read_document(session_, id, row)) continue;
    Hit hit{row.kind,  row.doc,       row.title, {}, row.url, row.locale, static_cast<double>(ranked.score),
            row.owner, row.collection};
    if (query.snippets && query.mode == Query::Mode::full) {
      const std::vector<Section> sections = read_sections(session_, id);
      Highlighter highlighter{bench_.analyser, found.highlight, row.locale};
      const BestSection best = highlighter.best_section(sections);
      if (best.section < sections.size()) {
        const Section& section = sections[best.section];
        hit.snippet = highlighter.snippet(section.text, kSnippetLength);
        if (best.score > 0) hit.url = with_anchor(row.url, section.anchor);
      }
      bench_.analyser.forget_if_full();
    }
    result.hits.push_back(std::move(hit));
  }
}

void Searcher::fill_passages(Found& found, Result& result) {
  for (const RankedDocument& ranked : found.documents) {
    DocumentRow row;
    const std::int64_t id = document_id(view_.index_no, ranked.doc);
    if (!read_document(session_, id, row)) continue;
    const std::vector<Section> sections = read_sections(session_, id);
    if (sections.empty()) continue;
    Highlighter highlighter{bench_.analyser, found.highlight, row.locale};
    const BestSection best = highlighter.best_section(sections);
    result.passages.push_back(passage_of(row, sections[best.section]));
    result.passages.back().score = static_cast<double>(ranked.score);
    bench_.analyser.forget_if_full();
  }
}

std::string Searcher::corrected_text(const ParsedQuery& parsed, const Found& found) const {
  std::string out;
  std::size_t at = 0;
  bool any = false;
  for (std::size_t i = 0; i < found.words.size(); ++i) {
    const QueryWord& word = parsed.words[i];
    if (found.words[i].correction.empty() || word.begin < at) continue;
    out += parsed.text.substr(at, word.begin - at) + found.words[i].correction;
    at = word.end;
    any = true;
  }
  return any ? out + parsed.text.substr(at) : std::string{};
}

Passage passage_of(const DocumentRow& row, const Section& section) {
  Passage passage;
  passage.title = row.title;
  passage.text = cut_utf8(section.text, kPassageLength);
  passage.html = paragraphs(passage.text);
  passage.url = with_anchor(row.url, section.anchor);
  return passage;
}

bool read_document(store::Session& session, std::int64_t id, DocumentRow& row) {
  session.query(
      "select id, owner, collection, doc, kind, locale, url, title, audience, groups from search_doc where "
      "id = $1",
      {id}, [&](const store::Row& found) {
        row = {found.integer(0),           std::string{found.text(1)}, std::string{found.text(2)},
               std::string{found.text(3)}, std::string{found.text(4)}, std::string{found.text(5)},
               std::string{found.text(6)}, std::string{found.text(7)}, std::string{found.text(8)},
               std::string{found.text(9)}};
        return false;
      });
  return row.id != 0;
}

std::vector<Section> read_sections(store::Session& session, std::int64_t id) {
  std::vector<Section> sections;
  session.query("select data from search_text where id = $1", {id}, [&](const store::Row& found) {
    sections = unpack_sections(found.text(0));
    return false;
  });
  return sections;
}

}  // namespace patchbay::search
