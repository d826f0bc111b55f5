#pragma once
// A document ready to be written into the index: made on the caller's thread, applied by the writer.
#include <cstdint>
#include <string>

#include "core/search/analysis/analyser.hpp"
#include "core/search/document_fields.hpp"
#include "core/search/segment/pending.hpp"
#include "core/store/documents.hpp"

namespace patchbay::search {

struct PreparedDocument final : store::DocumentIndex::Prepared {
  std::string owner, collection, id;
  bool is_found = false;  // false: it leaves the index, or never enters it
  DocumentFields fields;  // without sections
  std::string sections;   // pack_sections()
  PackedTerms terms;
  std::int64_t title_words = 0, body_words = 0;
};

// Counts the words of all fields, in the document's locale.
void count_terms(Analyser& analyser, const DocumentFields& fields, PreparedDocument& prepared);

}  // namespace patchbay::search
