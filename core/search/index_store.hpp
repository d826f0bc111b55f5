#pragma once
// The rows of the index: what a document writes, how segments come and go. Every function runs inside the
// caller's transaction; core/search/migrations says what the tables hold.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/search/document_terms.hpp"
#include "core/search/view.hpp"
#include "core/store/database.hpp"

namespace patchbay::search {

struct Indexes {
  std::int64_t live = 1, building = 0;  // 0 = none is being built
};
Indexes indexes_of(store::Session& session);
// The id of a document's row, 0 when it has none.
std::int64_t find_id(store::Session& session, std::int64_t index_no, std::string_view owner,
                     std::string_view collection, std::string_view doc);

// Writes the document into the live index, and into the one being built.
void write_document(store::Write& write, const PreparedDocument& document);
// Writes it into the index being built unless something newer is known there. False when no index `building`
// is built.
bool write_rebuilt(store::Write& write, std::int64_t building, const PreparedDocument& document);

// Where the weight of a document ends as the prior of its rank: -127…127, steep at first.
std::int8_t prior_of(std::int64_t weight) noexcept;

struct PendingDocument {
  DocNumber number;
  std::string terms;  // pack_terms()
};
std::vector<PendingDocument> pending_documents(store::Session& session, std::int64_t index_no, int limit);
std::int64_t count_pending(store::Session& session, std::int64_t index_no);

// A segment begins invisible; its rows follow; complete_segment() shows it in place of others.
std::int64_t begin_segment(store::Write& write, std::int64_t index_no);
void put_row(store::Write& write, std::int64_t segment, std::uint32_t row, std::string_view bytes);
struct FinishedSegment {
  std::int64_t id = 0, index_no = 0, documents = 0;
  const SegmentShape* shape = nullptr;           // null: nothing was left, there is no segment
  std::span<const PendingDocument> folded = {};  // documents now in it
  std::span<const std::shared_ptr<const Segment>> replaced = {};
};
void complete_segment(store::Write& write, const FinishedSegment& finished);

// Gives numbers anew whose documents were gone by `seq`, when no segment holds them any more. Returns how
// many; call until 0.
std::int64_t free_numbers(store::Write& write, std::int64_t index_no, std::int64_t seq, int limit);

// What a crash or a finished rebuild left: rows of segments nobody lists, and of indexes that are neither
// live nor being built. Removes at most about `limit` rows; false when there is nothing left.
bool sweep(store::Write& write, int limit);
bool has_leftovers(store::Session& session);

// Starts an index beside the live one; one that was never finished is given up. Returns its number.
std::int64_t begin_building(store::Write& write);
// Makes it the live one; the other is left to sweep(). False when it is not the one being built.
bool finish_building(store::Write& write, std::int64_t building);
void give_up_building(store::Write& write, std::int64_t building);

}  // namespace patchbay::search
