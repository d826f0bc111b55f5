#pragma once
// A batch of operations: read, checked and analysed on the caller's thread, then written by the writer with
// SQL alone.
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/collection.hpp"
#include "core/store/collection_catalog.hpp"
#include "core/store/documents.hpp"

namespace patchbay::store {

// A collection was declared anew between preparing and writing: prepare again.
struct Superseded {};

class DocumentBatch {
 public:
  // Error{limit} over 256 operations or 4 MB; Error{invalid} naming the operation by its place. index may be
  // null.
  DocumentBatch(const CollectionCatalog& catalog, DocumentIndex* index, std::string_view owner,
                std::span<const Operation> operations);

  // In the writer. Throws Superseded, or Error{conflict | invalid} naming the operation; the savepoint undoes
  // the rest.
  std::vector<Written> write(Write& write) const;

  Lane lane() const { return lane_; }

 private:
  struct Step {
    Operation operation;
    CollectionPtr collection;
    Collection::Row row;
    std::unique_ptr<DocumentIndex::Prepared> prepared;
  };

  Step prepare(const CollectionCatalog& catalog, Operation operation) const;
  Written put(Write& write, const Step& step, std::int64_t before) const;
  Written remove(Write& write, const Step& step, std::int64_t before) const;
  void require_unique(Write& write, const Step& step) const;
  void tell(Write& write, const Step& step, std::int64_t rev) const;

  DocumentIndex* index_;
  std::string owner_;
  std::vector<Step> steps_;
  Lane lane_ = Lane::prompt;
};

}  // namespace patchbay::store
