#pragma once
// The terms of one document, packed by the thread that writes it and kept in its row until they are folded
// into a segment.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/segment/postings.hpp"

namespace patchbay::search {

struct DocumentTerm {
  std::string_view term, surface;
  std::uint8_t counts;  // packed
};

struct PackedTerms {
  std::string bytes;
  std::uint64_t hash = 0;  // of all terms, whatever their order: see hash_of_term
};

// Sorts them. Terms and surfaces are not empty and no pair comes twice.
PackedTerms pack_terms(std::vector<DocumentTerm> terms);

// In the order of terms and surfaces. The views point into `bytes`. False when the bytes are damaged.
bool unpack_terms(std::string_view bytes, const std::function<void(const DocumentTerm&)>& each);

// The sum of these over a document's terms tells whether the index holds all of them and nothing else.
std::uint64_t hash_of_term(std::string_view term, std::string_view surface, std::uint8_t counts) noexcept;

}  // namespace patchbay::search
