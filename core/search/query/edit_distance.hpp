#pragma once
// How many slips of a finger lie between two words.
#include <string_view>

namespace patchbay::search {

// Insertions, deletions, substitutions and swaps of neighbours; `most` + 1 when there are more than `most`.
int edit_distance(std::u32string_view a, std::u32string_view b, int most);

// Slips that are forgiven in a word of so many letters: none below four, one below eight, else two.
int forgiven_slips(std::size_t letters) noexcept;

}  // namespace patchbay::search
