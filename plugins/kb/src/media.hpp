#pragma once
// Pictures, videos and files that articles show: what a file is, by its bytes, and how large a picture is.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::kb {

enum class MediaKind { image, video, audio, file };

struct MediaType {
  MediaKind kind = MediaKind::file;
  std::string type;  // "image/png"
};

// By magic number; where there is none (text, SVG) by the name's ending. Unknown: application/octet-stream.
MediaType media_type(std::string_view bytes, std::string_view name);
// By the name alone.
MediaKind media_kind(std::string_view name);

struct PictureSize {
  std::int64_t width = 0, height = 0;
};
// PNG, JPEG, GIF, WebP and SVG (width and height, else viewBox). Nothing when it cannot be read; never
// throws.
std::optional<PictureSize> picture_size(std::string_view bytes);

std::string human_size(std::uint64_t bytes);  // "1.2 MB"

}  // namespace patchbay::kb
