#include "core/search/analysis/analyser.hpp"

#include <libstemmer.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/search/analysis/bulgarian.hpp"
#include "core/search/analysis/fold.hpp"

namespace patchbay::search {
namespace {

constexpr std::size_t kMostForms = 6000;  // per language; about half a megabyte

// l'article, dell'anno, aujourd'hui stays: only a short word before the apostrophe is one.
std::string_view without_elision(std::string_view word) {
  const std::size_t at = word.find('\'');
  return at != std::string_view::npos && at <= 5 && at + 1 < word.size() ? word.substr(at + 1) : word;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// Mueller for Müller, Aarhus for Århus. "que" and "neue" are no umlauts, but a form nobody wrote costs
// nothing.
std::string without_digraphs(std::string_view surface) {
  std::string out{surface};
  for (const auto& [from, to] : {std::pair{"ae", "a"}, {"oe", "o"}, {"ue", "u"}, {"aa", "a"}})
    replace_all(out, from, to);
  return out;
}

void add_reading(std::vector<Reading>& readings, std::string term, float weight) {
  if (term.empty()) return;
  const auto same = [&](const Reading& known) { return known.term == term; };
  if (std::none_of(readings.begin(), readings.end(), same)) readings.push_back({std::move(term), weight});
}

}  // namespace

Analyser::Analyser() = default;

Analyser::~Analyser() {
  for (const Stemmer& one : stemmers_) sb_stemmer_delete(one.stemmer);
}

Analyser::Forms& Analyser::forms_of(const Language& language) {
  for (const auto& known : remembered_) {
    if (known->language == &language) return known->forms;
  }
  remembered_.push_back(std::make_unique<Remembered>(Remembered{&language, {}}));
  return remembered_.back()->forms;
}

void Analyser::forget_if_full() {
  for (const auto& known : remembered_) {
    if (known->forms.size() > kMostForms) Forms{}.swap(known->forms);
  }
}

std::string Analyser::stem(std::string_view word, const char* algorithm) {
  const auto same = [&](const Stemmer& one) { return std::string_view{one.algorithm} == algorithm; };
  auto found = std::find_if(stemmers_.begin(), stemmers_.end(), same);
  if (found == stemmers_.end()) {
    sb_stemmer* made = sb_stemmer_new(algorithm, "UTF_8");
    if (made == nullptr) throw Error{Code::unavailable, std::string{"Snowball has no stemmer "} + algorithm};
    stemmers_.push_back({algorithm, made});
    found = stemmers_.end() - 1;
  }
  const auto* symbols = reinterpret_cast<const sb_symbol*>(word.data());
  const sb_symbol* out = sb_stemmer_stem(found->stemmer, symbols, static_cast<int>(word.size()));
  if (out == nullptr) throw std::bad_alloc{};
  return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(sb_stemmer_length(found->stemmer))};
}

std::string Analyser::term_of(std::string_view surface, const Language& language) {
  std::string term;
  if (has_cyrillic(surface)) {
    if (language.rules == Language::Rules::bulgarian) {
      term = stem_bulgarian(fold_marks(surface));
    } else {
      const bool own = !language.own_latin && language.stemmer != nullptr;
      term = fold_marks(own ? stem(surface, language.stemmer) : std::string{surface});
    }
  } else if (has_latin(surface)) {
    const std::string_view word = language.elides ? without_elision(surface) : surface;
    term = language.own_latin ? fold_marks(stem(word, language.stemmer)) : fold_marks(word);
    if (!language.own_latin && is_ascii(term)) term = stem(term, "english");
  } else {
    const bool own = !is_ascii(surface) && language.stemmer != nullptr && !language.own_latin;
    term = fold_marks(own ? stem(surface, language.stemmer) : std::string{surface});
  }
  std::erase(term, '\'');
  return term;
}

const Form& Analyser::form(std::string_view raw, const Language& language) {
  Forms& forms = forms_of(language);
  if (const auto known = forms.find(raw); known != forms.end()) return known->second;
  Form made;
  made.surface = fold_case(raw);
  made.term = term_of(made.surface, language);
  return forms.emplace(std::string{raw}, std::move(made)).first->second;
}

void Analyser::each(std::string_view text, std::string_view locale,
                    const std::function<void(const Occurrence&)>& sink) {
  const Language& language = language_of(locale);
  breaker_.each(text, [&](const Token& token) {
    const Form& known = form(token.raw, language);
    if (!known.term.empty()) sink({known, token.kind, token.begin, token.end});
  });
}

std::vector<Reading> Analyser::readings(std::string_view raw, std::span<const Language* const> languages) {
  std::vector<Reading> out;
  for (const Language* language : languages) add_reading(out, form(raw, *language).term, 1.0F);
  for (const Language* language : languages) {
    if (!language->digraphs) continue;
    const std::string& surface = form(raw, *language).surface;
    if (const std::string other = without_digraphs(surface); other != surface) {
      add_reading(out, form(other, *language).term, 0.9F);
    }
  }
  return out;
}

}  // namespace patchbay::search
