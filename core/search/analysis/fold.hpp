#pragma once
// Forms of one word: compared without case, compared without marks.
#include <string>
#include <string_view>

namespace patchbay::search {

// NFKC, case folded, characters nobody sees removed, curly apostrophes straight. Bytes that are no UTF-8
// become U+FFFD. At most 128 bytes come back. [any thread]
std::string fold_case(std::string_view word);

// Without marks, of text that fold_case() gave: é → e, đ → d, ø → o, æ → ae, ё → е; й and the vowel signs of
// Indic scripts are letters and stay. [any thread]
std::string fold_marks(std::string_view word);

bool is_ascii(std::string_view text) noexcept;
bool has_cyrillic(std::string_view text) noexcept;
bool has_latin(std::string_view text) noexcept;  // a letter, accented ones too

}  // namespace patchbay::search
