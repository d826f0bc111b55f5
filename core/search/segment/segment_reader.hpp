#pragma once
// Looks things up in one segment.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/segment/segment_builder.hpp"

namespace patchbay::search {

// A segment as it is known in memory. Immutable; shared by every query.
struct Segment {
  std::int64_t id = 0;
  std::int64_t documents = 0;
  SegmentShape shape;
  // Rows of a segment made in memory of documents not yet folded; empty for those in the database.
  std::vector<std::string> rows;
};

class MemoryRows final : public RowSource {
 public:
  explicit MemoryRows(const std::vector<std::string>& rows) noexcept : rows_{rows} {}
  std::string_view row(std::uint32_t number) override;

 private:
  const std::vector<std::string>& rows_;
};

// Not thread safe; `rows` and `segment` must outlive it.
class SegmentReader {
 public:
  SegmentReader(const Segment& segment, RowSource& rows) noexcept
      : segment_{segment}, cursor_{segment.shape.directory, rows} {}

  // The packed surfaces of a term, empty where it is unknown. Borrowed until the next call.
  std::string_view term(std::string_view term);
  // Every surface of exactly this word without marks.
  void word(std::string_view word, const std::function<void(const WordEntry&)>& each);
  // Every surface of a word without marks that begins so, in order, until `each` returns false.
  void words_from(std::string_view prefix,
                  const std::function<bool(std::string_view word, const WordEntry&)>& each);
  // The terms of this latin_shape().
  void latin(std::string_view shape, const std::function<void(std::string_view term)>& each);
  // Words that share at least `shared` of the pairs of `letters` (letters_of) and have `shortest` to
  // `longest` letters; those that share most come first, at most `limit`.
  void similar(std::u32string_view letters, std::size_t shared, std::size_t shortest, std::size_t longest,
               std::size_t limit, const std::function<void(std::string_view word)>& each);

 private:
  bool seek_exact(const std::string& key) { return cursor_.seek(key) && cursor_.key() == key; }
  std::uint32_t first_of_length(std::size_t letters);

  const Segment& segment_;
  BlockCursor cursor_;
};

}  // namespace patchbay::search
