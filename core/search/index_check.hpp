#pragma once
// Compares documents with the index, word by word.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/search/document_terms.hpp"
#include "core/search/view.hpp"
#include "core/store/documents.hpp"

namespace patchbay::search {

using Prepare = std::function<std::unique_ptr<PreparedDocument>(
    std::string_view owner, std::string_view collection, const json::object& mapping,
    const store::Document& document)>;

// Every difference in words, at most 100. Documents written meanwhile are left out.
std::vector<std::string> compare_index(store::Database& database, store::Documents& documents,
                                       const Prepare& prepare);

}  // namespace patchbay::search
