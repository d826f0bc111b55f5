#pragma once
// What a locale means for analysis: its language, the Snowball algorithm where there is one, and our own
// rules.
#include <string>
#include <string_view>

namespace patchbay::search {

struct Language {
  enum class Rules {
    stemmed,    // Snowball, then marks folded
    bulgarian,  // articles and plurals stripped (bulgarian.hpp)
    folded,     // marks folded only
  };
  std::string_view code;  // "en"; of the table, lives for ever; "" = none of those known
  const char* stemmer;    // Snowball's name for words of the language's own script; null = none
  Rules rules;
  bool own_latin;  // written in Latin letters and stemmed as such: Latin words are its own
  bool elides;     // l'article, dell'anno: what stands before the apostrophe is dropped
  bool digraphs;   // ae, oe, ue, aa are other spellings of ä, ö, ü, å
};

// Of "en", "en-GB", "EN_gb"; one without rules of its own for what is not known. [any thread]
const Language& language_of(std::string_view locale) noexcept;

}  // namespace patchbay::search
