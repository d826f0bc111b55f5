#pragma once
// Several sources of terms into one, in order: documents not yet folded, and segments.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/segment/segment_reader.hpp"

namespace patchbay::search {

// Terms in rising order with their postings.
class TermStream {
 public:
  virtual ~TermStream() = default;
  virtual bool next() = 0;  // false at the end; the first call goes to the first term
  virtual std::string_view term() const = 0;
  // Adds this term's postings to `surfaces`, which are kept in order by surface.
  virtual void add_to(std::vector<SurfacePostings>& surfaces) = 0;
};

// Documents as pack_terms() gave them; the bytes are borrowed. Throws Error{unavailable} where they are
// damaged.
class DocumentStream final : public TermStream {
 public:
  void add(DocNumber doc, std::string_view packed);
  void sort();  // once, before the first next()
  bool next() override;
  std::string_view term() const override { return entries_[begin_].term; }
  void add_to(std::vector<SurfacePostings>& surfaces) override;

 private:
  struct Entry {
    std::string_view term, surface;
    Posting posting;
  };
  std::vector<Entry> entries_;
  std::size_t begin_ = 0, end_ = 0;
};

// A segment; both are borrowed.
class SegmentStream final : public TermStream {
 public:
  SegmentStream(const Segment& segment, RowSource& rows) : cursor_{segment.shape.directory, rows} {}
  bool next() override;
  std::string_view term() const override { return cursor_.key().substr(1); }
  void add_to(std::vector<SurfacePostings>& surfaces) override;

 private:
  BlockCursor cursor_;
  bool started_ = false;
};

// Calls `each` for every term that has postings of documents that are alive.
void merge(const std::vector<TermStream*>& streams, const std::function<bool(DocNumber)>& is_alive,
           const std::function<void(std::string_view term, const std::vector<SurfacePostings>&)>& each);

}  // namespace patchbay::search
