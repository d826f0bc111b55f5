#include "core/search/segment/pending.hpp"

#include <algorithm>
#include <tuple>

namespace patchbay::search {

std::uint64_t hash_of_term(std::string_view term, std::string_view surface, std::uint8_t counts) noexcept {
  return stable_hash(term, stable_hash(surface, counts));
}

PackedTerms pack_terms(std::vector<DocumentTerm> terms) {
  std::sort(terms.begin(), terms.end(), [](const DocumentTerm& a, const DocumentTerm& b) {
    return std::tie(a.term, a.surface) < std::tie(b.term, b.surface);
  });
  PackedTerms out;
  for (std::size_t i = 0; i < terms.size();) {
    std::size_t end = i;
    while (end < terms.size() && terms[end].term == terms[i].term) ++end;
    put_text(out.bytes, terms[i].term);
    put_number(out.bytes, end - i);
    for (; i < end; ++i) {
      const DocumentTerm& one = terms[i];
      put_text(out.bytes, one.surface == one.term ? std::string_view{} : one.surface);
      out.bytes += static_cast<char>(one.counts);
      out.hash += hash_of_term(one.term, one.surface, one.counts);
    }
  }
  return out;
}

bool unpack_terms(std::string_view bytes, const std::function<void(const DocumentTerm&)>& each) {
  ByteReader reader{bytes};
  while (!reader.done()) {
    const std::string_view term = reader.text();
    const std::uint64_t surfaces = reader.number();
    for (std::uint64_t i = 0; i < surfaces && !reader.broken(); ++i) {
      const std::string_view surface = reader.text();
      const std::uint8_t counts = reader.byte();
      if (!reader.broken()) each({term, surface.empty() ? term : surface, counts});
    }
  }
  return !reader.broken();
}

}  // namespace patchbay::search
