#pragma once
// What a file is, by its first bytes. What the sender says of it counts for nothing.
#include <string_view>

namespace patchbay::gateway {

struct MediaType {
  std::string_view name;      // empty: of no kind that is taken
  bool shown_inline = false;  // a browser may show it as it is: pictures and films that cannot carry a script
};

// Enough of the beginning to tell.
inline constexpr std::size_t kMediaTypeBytes = 512;

// JPEG, PNG, GIF, WebP, MP4, WebM, MP3, Ogg, WAV, PDF, ZIP (so office documents), and text; HTML, SVG and XML are text/plain.
MediaType media_type_of(std::string_view beginning, bool whole);

MediaType media_type_named(std::string_view name);  // the same table by name

}  // namespace patchbay::gateway
