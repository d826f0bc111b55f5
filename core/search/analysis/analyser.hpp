#pragma once
// Text into terms. A term is what the index is keyed by: the stem of a word, without case and marks, by the
// language of the document; forms that share one are told apart by their surface (case folded, marks kept),
// and the exact one ranks first.
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/search/analysis/language.hpp"
#include "core/search/analysis/words.hpp"

struct sb_stemmer;

namespace patchbay::search {

struct Form {
  std::string surface;  // NFKC, case folded
  std::string term;     // its stem, marks folded; never empty unless the word holds nothing to search for
};

struct Occurrence {
  const Form& form;
  Token::Kind kind;
  std::size_t begin, end;  // bytes in the text
};

// What a word of a query may stand for.
struct Reading {
  std::string term;
  float weight;  // 1 = as typed
};

// Not thread safe: one per thread at a time. Remembers the words it has seen, up to a bound.
class Analyser {
 public:
  Analyser();
  ~Analyser();

  // Every word of a text in `locale`, in order. Forms stay valid until forget_if_full().
  void each(std::string_view text, std::string_view locale,
            const std::function<void(const Occurrence&)>& sink);

  // One word, as the WordBreaker gave it.
  const Form& form(std::string_view raw, const Language& language);

  // The terms of a word in each of the languages, and of its other spellings (Mueller, Müller). No two are
  // equal.
  std::vector<Reading> readings(std::string_view raw, std::span<const Language* const> languages);

  // Call between documents: drops what is remembered when it has grown past its bound.
  void forget_if_full();

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  using Forms = std::unordered_map<std::string, Form, Hash, std::equal_to<>>;

  std::string term_of(std::string_view surface, const Language& language);
  std::string stem(std::string_view word, const char* algorithm);
  Forms& forms_of(const Language& language);

  struct Remembered {
    const Language* language;
    Forms forms;
  };
  struct Stemmer {
    const char* algorithm;
    sb_stemmer* stemmer;
  };
  WordBreaker breaker_;
  std::vector<std::unique_ptr<Remembered>> remembered_;
  std::vector<Stemmer> stemmers_;
};

}  // namespace patchbay::search
