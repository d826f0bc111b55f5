// Pictures, films and files: by address for ever, whole or in part, and only for the readers of their
// articles.
#include <charconv>

#include "media.hpp"
#include "pages.hpp"

namespace patchbay::kb {
namespace {

constexpr std::uint64_t kPiece = 1u << 20;

struct Range {
  std::uint64_t from = 0, to = 0;  // to: one behind the last
};

// "bytes=0-499", "bytes=500-", "bytes=-500": one range; anything else is answered whole.
std::optional<Range> range_of(std::string_view header, std::uint64_t size) {
  if (!header.starts_with("bytes=") || header.find(',') != std::string_view::npos || size == 0)
    return std::nullopt;
  header.remove_prefix(6);
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto number = [](std::string_view text) -> std::optional<std::uint64_t> {
    std::uint64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    return ec == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
  };
  const auto first = number(header.substr(0, dash)), last = number(header.substr(dash + 1));
  if (first && *first < size) return Range{*first, last ? std::min(*last + 1, size) : size};
  if (!first && dash == 0 && last && *last > 0) return Range{size - std::min(*last, size), size};
  return std::nullopt;
}

}  // namespace

void Pages::media(const Request& request) const {
  const std::string id{request.param("id")};
  const auto record = library_.store().document(request.ctx(), "media", id);
  if (!record) return not_found(request);
  const Media media = media_from_json(*record);
  const std::string type = text_of(*record, "type"), blob = text_of(*record, "blob"), etag = "\"" + id + "\"";
  const bool open = text_of(*record, "readers") == "public" && texts_of(*record, "groups").empty();
  Fields headers{{"content-type", type},
                 {"etag", etag},
                 {"accept-ranges", "bytes"},
                 {"x-content-type-options", "nosniff"}};
  headers.add("cache-control", open ? "public, max-age=31536000, immutable" : "private, max-age=3600");
  // A picture drawn in SVG may hold scripts: opened on its own it runs none.
  headers.add("content-security-policy",
              "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox");
  const std::string attachment = "attachment";
  if (media.kind == MediaKind::file && type != "application/pdf")
    headers.add("content-disposition", attachment);
  if (request.header("if-none-match") == etag) return request.respond(304, headers, "");
  const std::optional<Range> range = range_of(request.header("range"), media.size);
  const Range all = range.value_or(Range{0, media.size});
  const std::string length = std::to_string(all.to - all.from);
  const std::string content_range = "bytes " + std::to_string(all.from) + "-" + std::to_string(all.to - 1) +
                                    "/" + std::to_string(media.size);
  if (range) headers.add("content-range", content_range);
  const auto piece = [&](std::uint64_t from) {
    const auto got = library_.store().store().blob_get(kSelf, blob, from, std::min(kPiece, all.to - from));
    if (!got) throw Failure{PBAY_E_NOT_FOUND, "the file is gone"};
    return got->bytes;
  };
  if (all.to - all.from <= kPiece)
    return request.respond(range ? 206 : 200, headers,
                           request.method() == "HEAD" ? std::string{} : piece(all.from));
  headers.add("content-length", length);
  Stream stream = request.begin(range ? 206 : 200, headers);
  if (request.method() == "HEAD") return;
  for (std::uint64_t at = all.from; at < all.to;) {
    const std::string bytes = piece(at);
    if (bytes.empty() || !stream.write(bytes)) return;
    at += bytes.size();
  }
}

}  // namespace patchbay::kb
