#pragma once
// Bulgarian words: forms of one word brought together, and Bulgarian typed in Latin letters understood.
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::search {

// The stem of a case-folded Cyrillic word: articles, plurals, endings of adjectives and of the common verbs
// stripped, elided vowels evened out. "файловете", "файла", "файл" give one stem; a stem is not always a
// word.
std::string stem_bulgarian(std::string_view word);

// A Bulgarian stem in a Latin shape in which the habits of typing agree (ъ = a, й = и, щ = sht): the key
// under which stems are kept for Latin_readings().
std::string latin_shape(std::string_view cyrillic);

// The shapes of the stems that a word typed in Latin letters (and 4, 6) may mean: sht or 6t, zh or j, ch or
// 4, y, u or a for ъ, ya or q, yu or iu, ts or c, h or x … At most 8, likeliest first; empty when it cannot
// be Bulgarian.
std::vector<std::string> latin_readings(std::string_view word);

}  // namespace patchbay::search
