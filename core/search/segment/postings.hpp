#pragma once
// Where a term occurs. One posting says, of one document, in which fields the word stands and about how
// often.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/segment/bytes.hpp"

namespace patchbay::search {

using DocNumber = std::uint32_t;  // place of a document in the index; given anew when it was removed long ago

// How often a word stands in each field of one document; one byte when packed.
struct Counts {
  std::uint32_t title = 0, heading = 0, tag = 0, body = 0;

  std::uint8_t packed() const noexcept;
};

constexpr unsigned title_of(std::uint8_t packed) noexcept {
  return packed & 3U;
}  // 0…3
constexpr unsigned heading_of(std::uint8_t packed) noexcept {
  return (packed >> 2) & 3U;
}  // 0…3
constexpr bool has_tag(std::uint8_t packed) noexcept {
  return (packed & 0x10U) != 0;
}
constexpr unsigned body_step_of(std::uint8_t packed) noexcept {
  return packed >> 5;
}  // 0…7: 0 1 2 3-4 5-8 9-16 17-32 33…

struct Posting {
  DocNumber doc;
  std::uint8_t counts;  // packed
};

// All postings of one surface of a term, in the order of documents.
struct SurfacePostings {
  std::string surface;
  std::vector<Posting> postings;
};

// The value of a term in a segment: its surfaces with their postings. Written once, read where it lies.
std::string pack_surfaces(const std::vector<SurfacePostings>& surfaces);

// Walks over one packed list.
class PostingReader {
 public:
  PostingReader(std::string_view bytes, std::uint32_t count) noexcept : bytes_{bytes}, left_{count} {}
  // False at the end.
  bool next(Posting& posting) noexcept {
    if (left_ == 0 || bytes_.done()) return false;
    --left_;
    last_ += static_cast<DocNumber>(bytes_.number());
    posting = {last_, bytes_.byte()};
    return !bytes_.broken();
  }

 private:
  ByteReader bytes_;
  std::uint32_t left_;
  DocNumber last_ = 0;
};

struct SurfaceView {
  std::string_view surface;
  std::uint32_t documents = 0;
  std::string_view postings;
  PostingReader read() const noexcept { return {postings, documents}; }
};

// Walks over the surfaces of a packed term.
class SurfaceReader {
 public:
  explicit SurfaceReader(std::string_view packed) noexcept : bytes_{packed}, left_{bytes_.number()} {}
  bool next(SurfaceView& view) noexcept;
  bool broken() const noexcept { return bytes_.broken(); }

 private:
  ByteReader bytes_;
  std::uint64_t left_;
};

}  // namespace patchbay::search
