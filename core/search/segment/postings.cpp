#include "core/search/segment/postings.hpp"

#include <algorithm>
#include <bit>

namespace patchbay::search {

std::uint8_t Counts::packed() const noexcept {
  const std::uint32_t step = body == 0 ? 0 : std::min<std::uint32_t>(1 + std::bit_width(body - 1), 7);
  return static_cast<std::uint8_t>(std::min(title, 3U) | std::min(heading, 3U) << 2 |
                                   (tag != 0 ? 0x10U : 0U) | step << 5);
}

std::string pack_surfaces(const std::vector<SurfacePostings>& surfaces) {
  std::string out;
  std::string list;
  put_number(out, surfaces.size());
  for (const SurfacePostings& one : surfaces) {
    list.clear();
    DocNumber last = 0;
    for (const Posting& posting : one.postings) {
      put_number(list, posting.doc - last);
      list += static_cast<char>(posting.counts);
      last = posting.doc;
    }
    put_text(out, one.surface);
    put_number(out, one.postings.size());
    put_text(out, list);
  }
  return out;
}

bool SurfaceReader::next(SurfaceView& view) noexcept {
  if (left_ == 0 || bytes_.done()) return false;
  --left_;
  view.surface = bytes_.text();
  view.documents = static_cast<std::uint32_t>(bytes_.number());
  view.postings = bytes_.text();
  return !bytes_.broken();
}

}  // namespace patchbay::search
