#include "core/search/analysis/language.hpp"

#include <array>

namespace patchbay::search {
namespace {

using Rules = Language::Rules;

// Latin words of a language without own_latin are stemmed as English after folding: in Bulgarian they are
// names and terms of products, and the toneless syllables of Vietnamese pass through English rules unchanged.
constexpr std::array kLanguages{
    Language{"en", "english", Rules::stemmed, false, false, false},
    Language{"bg", nullptr, Rules::bulgarian, false, false, false},
    Language{"vi", nullptr, Rules::folded, false, false, false},
    Language{"de", "german", Rules::stemmed, true, false, true},
    Language{"sv", "swedish", Rules::stemmed, true, false, true},
    Language{"da", "danish", Rules::stemmed, true, false, true},
    Language{"nb", "norwegian", Rules::stemmed, true, false, true},
    Language{"no", "norwegian", Rules::stemmed, true, false, true},
    Language{"nn", "norwegian", Rules::stemmed, true, false, true},
    Language{"fi", "finnish", Rules::stemmed, true, false, true},
    Language{"fr", "french", Rules::stemmed, true, true, false},
    Language{"it", "italian", Rules::stemmed, true, true, false},
    Language{"ca", "catalan", Rules::stemmed, true, true, false},
    Language{"es", "spanish", Rules::stemmed, true, false, false},
    Language{"pt", "portuguese", Rules::stemmed, true, false, false},
    Language{"nl", "dutch", Rules::stemmed, true, false, false},
    Language{"ro", "romanian", Rules::stemmed, true, false, false},
    Language{"hu", "hungarian", Rules::stemmed, true, false, false},
    Language{"tr", "turkish", Rules::stemmed, true, false, false},
    Language{"id", "indonesian", Rules::stemmed, true, false, false},
    Language{"ga", "irish", Rules::stemmed, true, false, false},
    Language{"lt", "lithuanian", Rules::stemmed, true, false, false},
    Language{"eu", "basque", Rules::stemmed, true, false, false},
    Language{"ru", "russian", Rules::stemmed, false, false, false},
    Language{"el", "greek", Rules::stemmed, false, false, false},
    Language{"ar", "arabic", Rules::stemmed, false, false, false},
    Language{"hy", "armenian", Rules::stemmed, false, false, false},
    Language{"hi", "hindi", Rules::stemmed, false, false, false},
    Language{"ta", "tamil", Rules::stemmed, false, false, false},
    Language{"ne", "nepali", Rules::stemmed, false, false, false},
};
constexpr Language kOther{"", nullptr, Rules::folded, false, false, false};

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

}  // namespace

const Language& language_of(std::string_view locale) noexcept {
  if (locale.size() < 2 || (locale.size() > 2 && locale[2] != '-' && locale[2] != '_')) return kOther;
  const std::array code{lower(locale[0]), lower(locale[1])};
  for (const Language& language : kLanguages) {
    if (language.code[0] == code[0] && language.code[1] == code[1]) return language;
  }
  return kOther;
}

}  // namespace patchbay::search
