#pragma once
// "Did you mean": the known word closest to one that is not known.
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::config {

// The candidate within edit distance 2 (1 up to four letters; swapped neighbours count once), or one that
// starts with the word or the other way round; empty where none is near.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace patchbay::config
