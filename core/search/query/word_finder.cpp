#include "core/search/query/word_finder.hpp"

#include <algorithm>
#include <map>

#include "core/search/analysis/bulgarian.hpp"
#include "core/search/analysis/fold.hpp"
#include "core/search/query/edit_distance.hpp"

namespace patchbay::search {
namespace {

// How much a posting of a surface counts for a word, by how they differ.
constexpr float kMarksLeftOut = 0.95F;    // the reader typed none
constexpr float kMarksNotWritten = 0.7F;  // the author wrote none
constexpr float kOtherMarks = 0.2F;       // another word, in Vietnamese
constexpr float kOtherForm = 0.8F;        // of the same stem

constexpr float kBeginning = 0.75F, kBeginningOnly = 0.9F, kUnknownBeginning = 0.6F;
constexpr float kLatinOnItsPage = 0.9F, kLatinElsewhere = 0.7F;
constexpr float kSynonym = 0.8F;
constexpr float kOneSlip = 0.8F, kTwoSlips = 0.6F;

constexpr std::size_t kMostBeginnings = 32;
constexpr std::size_t kMostBeginningsRead = 4000;
constexpr std::size_t kMostSimilar = 96;
constexpr std::size_t kMostCorrections = 4;

struct Candidate {
  std::string word;  // without marks
  std::string surface;
  std::vector<std::string> terms;
  int slips = 0;
  bool same_start = false;
  std::uint32_t documents = 0, most = 0;
};

bool is_better(const Candidate& a, const Candidate& b) {
  if (a.slips != b.slips) return a.slips < b.slips;
  if (a.same_start != b.same_start) return a.same_start;
  return a.documents != b.documents ? a.documents > b.documents : a.word < b.word;
}

void add_once(std::vector<std::string>& all, std::string_view one) {
  if (std::find(all.begin(), all.end(), one) == all.end()) all.emplace_back(one);
}

// With two neighbouring letters swapped, in every place.
std::vector<std::string> swapped(const std::u32string& letters) {
  std::vector<std::string> out;
  for (std::size_t i = 1; i + 2 < letters.size(); ++i) {
    if (letters[i] == letters[i + 1]) continue;
    std::u32string other = letters;
    std::swap(other[i], other[i + 1]);
    out.push_back(word_of(other));
  }
  return out;
}

}  // namespace

// A word as typed, with what is asked of it again and again.
struct WordFinder::Typed {
  std::string_view raw;
  std::string surface, folded;
  std::u32string letters;
  bool has_marks = false;

  Typed(std::string_view typed, const std::string& form)
      : raw{typed},
        surface{form},
        folded{fold_marks(form)},
        letters{letters_of(folded)},
        has_marks{folded != surface} {}

  std::size_t size() const { return letters.size() < 2 ? 0 : letters.size() - 2; }

  float likeness(std::string_view other) const {
    if (other == surface) return 1.0F;
    if (is_ascii(other)) return other == folded ? (has_marks ? kMarksNotWritten : 1.0F) : kOtherForm;
    if (fold_marks(other) != folded) return kOtherForm;
    return has_marks ? kOtherMarks : kMarksLeftOut;
  }

  // Of a surface that should begin like the word; 0 when it does not.
  float beginning_likeness(std::string_view other) const {
    if (other.starts_with(surface)) return 1.0F;
    if (is_ascii(other) || !fold_marks(other).starts_with(folded)) return 0;
    return has_marks ? kOtherMarks : kMarksLeftOut;
  }
};

OpenSegments::OpenSegments(const View& view, store::Session& session) {
  readers_.reserve(view.segments.size());
  for (const auto& segment : view.segments) {
    if (segment->id == 0) {
      rows_.push_back(std::make_unique<MemoryRows>(segment->rows));
    } else {
      rows_.push_back(std::make_unique<SessionRows>(session, segment->id));
    }
    readers_.emplace_back(*segment, *rows_.back());
  }
}

Languages languages_of(std::string_view page, const std::vector<std::string>& site, const Names& documents) {
  Languages out;
  const auto add = [&](std::string_view locale) {
    const Language& language = language_of(locale);
    if (std::find(out.all.begin(), out.all.end(), &language) == out.all.end()) out.all.push_back(&language);
    if (language.rules == Language::Rules::bulgarian) out.any_is_bulgarian = true;
  };
  if (!page.empty()) add(page);
  out.page_is_bulgarian = out.any_is_bulgarian;
  for (const std::string& locale : site) add(locale);
  for (std::size_t i = 0; i < documents.size(); ++i) add(documents[i]);
  return out;
}

void WordFinder::add_term(std::string_view term, const Typed& typed, float weight) {
  for (SegmentReader& segment : segments_.readers()) {
    SurfaceReader surfaces{segment.term(term)};
    for (SurfaceView view; surfaces.next(view);)
      scorer_.add(view.read(), weight * typed.likeness(view.surface));
  }
}

void WordFinder::add_readings(const Typed& typed, FoundWord& found) {
  for (const Reading& reading : analyser_.readings(typed.raw, languages_.all)) {
    add_term(reading.term, typed, reading.weight);
    found.terms.push_back(reading.term);
  }
}

bool WordFinder::add_beginnings(const Typed& typed, FoundWord& found, float weight) {
  std::map<std::string, std::uint32_t, std::less<>> terms;
  std::size_t read = 0;
  for (SegmentReader& segment : segments_.readers()) {
    segment.words_from(typed.folded, [&](std::string_view word, const WordEntry& entry) {
      const std::uint32_t documents = fields_ == Fields::title ? entry.titles : entry.documents;
      if (documents > 0 && word != typed.folded) terms[std::string{entry.term}] += documents;
      return ++read < kMostBeginningsRead;
    });
  }
  std::vector<std::pair<std::uint32_t, std::string_view>> ranked;
  for (const auto& [term, documents] : terms) ranked.emplace_back(documents, term);
  std::sort(ranked.begin(), ranked.end(), std::greater<>{});
  if (ranked.size() > kMostBeginnings) ranked.resize(kMostBeginnings);
  for (const auto& [documents, term] : ranked) {
    for (SegmentReader& segment : segments_.readers()) {
      SurfaceReader surfaces{segment.term(term)};
      for (SurfaceView view; surfaces.next(view);) {
        if (const float likeness = typed.beginning_likeness(view.surface); likeness > 0)
          scorer_.add(view.read(), likeness);
      }
    }
  }
  const bool any = scorer_.documents_of_tier() > 0;
  if (any) found.prefix = typed.folded;
  scorer_.close_tier(weight);
  return any;
}

bool WordFinder::add_latin(const Typed& typed, FoundWord& found, float weight) {
  std::vector<std::string> terms;
  for (const std::string& shape : latin_readings(typed.surface)) {
    for (SegmentReader& segment : segments_.readers()) {
      segment.latin(shape, [&](std::string_view term) { add_once(terms, term); });
    }
  }
  for (const std::string& term : terms) {
    for (SegmentReader& segment : segments_.readers()) {
      SurfaceReader surfaces{segment.term(term)};
      for (SurfaceView view; surfaces.next(view);) scorer_.add(view.read(), 1.0F);
    }
    found.terms.push_back(term);
  }
  const bool any = scorer_.documents_of_tier() > 0;
  scorer_.close_tier(weight);
  return any;
}

void WordFinder::add_synonyms(FoundWord& found) {
  std::vector<std::string> others;
  for (const std::string& term : found.terms) {
    for (const std::string& other : synonyms_.of(term)) add_once(others, other);
  }
  for (const std::string& other : others) {
    for (SegmentReader& segment : segments_.readers()) {
      SurfaceReader surfaces{segment.term(other)};
      for (SurfaceView view; surfaces.next(view);) scorer_.add(view.read(), 1.0F);
    }
    found.terms.push_back(other);
  }
  scorer_.close_tier(kSynonym);
}

bool WordFinder::add_corrections(const Typed& typed, FoundWord& found) {
  const int most = forgiven_slips(typed.size());
  if (most == 0 || !can_have_typo(typed.letters)) return false;
  std::map<std::string, Candidate, std::less<>> candidates;
  const auto consider = [&](std::string_view word) {
    const std::u32string letters = letters_of(word);
    const int slips = edit_distance(typed.letters, letters, most);
    if (slips > most || slips == 0) return;
    Candidate& candidate = candidates[std::string{word}];
    candidate.word = word;
    candidate.slips = slips;
    candidate.same_start = letters[1] == typed.letters[1];
  };
  const std::size_t pairs = typed.letters.size() - 1;
  const auto slack = static_cast<std::size_t>(most);
  for (SegmentReader& segment : segments_.readers()) {
    segment.similar(typed.letters, typed.size() < 6 ? pairs - 2 : pairs - 2 - slack,
                    std::max<std::size_t>(typed.size() - slack, 3), typed.size() + slack, kMostSimilar,
                    consider);
  }
  if (typed.size() < 6) {
    for (const std::string& word : swapped(typed.letters)) consider(word);
  }
  std::vector<Candidate> ranked;
  for (auto& [word, candidate] : candidates) {
    for (SegmentReader& segment : segments_.readers()) {
      segment.word(word, [&](const WordEntry& entry) {
        const std::uint32_t documents = fields_ == Fields::title ? entry.titles : entry.documents;
        candidate.documents += documents;
        if (documents > 0) add_once(candidate.terms, entry.term);
        if (documents <= candidate.most) return;
        candidate.most = documents;
        candidate.surface = entry.surface;
      });
    }
    if (candidate.documents > 0) ranked.push_back(std::move(candidate));
  }
  if (ranked.empty()) return false;
  std::sort(ranked.begin(), ranked.end(), is_better);
  std::erase_if(ranked, [&](const Candidate& one) { return one.slips > ranked.front().slips; });
  if (ranked.size() > kMostCorrections) ranked.resize(kMostCorrections);
  const auto best = static_cast<float>(ranked.front().documents);
  for (const Candidate& candidate : ranked) {
    const Typed corrected{candidate.word, candidate.surface};
    const float share = std::max(0.3F, static_cast<float>(candidate.documents) / best);
    for (const std::string& term : candidate.terms) {
      add_term(term, corrected, std::min(share, 1.0F));
      add_once(found.terms, term);
    }
  }
  found.correction = ranked.front().surface;
  scorer_.close_tier(ranked.front().slips == 1 ? kOneSlip : kTwoSlips);
  return true;
}

FoundWord WordFinder::find(const QueryWord& word, unsigned bit) {
  FoundWord found;
  const Language& language = languages_.all.empty() ? language_of("") : *languages_.all.front();
  const Typed typed{word.raw, analyser_.form(word.raw, language).surface};
  add_readings(typed, found);
  bool known = scorer_.documents_of_tier() > 0;
  scorer_.close_tier(1.0F);
  if (!word.is_extra) {
    if (word.is_prefix && typed.size() >= 2)
      known |= add_beginnings(typed, found, known ? kBeginning : kBeginningOnly);
    if (languages_.any_is_bulgarian && is_ascii(typed.surface) && (languages_.page_is_bulgarian || !known)) {
      known |= add_latin(typed, found, languages_.page_is_bulgarian ? kLatinOnItsPage : kLatinElsewhere);
    }
    add_synonyms(found);
    if (!known) known = add_corrections(typed, found);
    if (!known && !word.is_prefix && typed.size() >= 4) add_beginnings(typed, found, kUnknownBeginning);
  }
  found.idf = scorer_.close_word(bit, 1.0F);
  return found;
}

void WordFinder::exclude(std::string_view raw, unsigned bit) {
  for (const Reading& reading : analyser_.readings(raw, languages_.all)) {
    for (SegmentReader& segment : segments_.readers()) {
      SurfaceReader surfaces{segment.term(reading.term)};
      for (SurfaceView view; surfaces.next(view);) scorer_.add(view.read(), 1.0F);
    }
  }
  scorer_.close_as_exclusion(bit);
}

}  // namespace patchbay::search
