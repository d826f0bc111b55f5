#include "media.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "text.hpp"

namespace patchbay::kb {
namespace {

struct Ending {
  std::string_view ending, type;
  MediaKind kind;
};

constexpr std::array kEndings{
    Ending{"png", "image/png", MediaKind::image},
    Ending{"jpg", "image/jpeg", MediaKind::image},
    Ending{"jpeg", "image/jpeg", MediaKind::image},
    Ending{"gif", "image/gif", MediaKind::image},
    Ending{"webp", "image/webp", MediaKind::image},
    Ending{"svg", "image/svg+xml", MediaKind::image},
    Ending{"webm", "video/webm", MediaKind::video},
    Ending{"mp4", "video/mp4", MediaKind::video},
    Ending{"m4v", "video/mp4", MediaKind::video},
    Ending{"ogv", "video/ogg", MediaKind::video},
    Ending{"mp3", "audio/mpeg", MediaKind::audio},
    Ending{"ogg", "audio/ogg", MediaKind::audio},
    Ending{"wav", "audio/wav", MediaKind::audio},
    Ending{"pdf", "application/pdf", MediaKind::file},
    Ending{"zip", "application/zip", MediaKind::file},
    Ending{"csv", "text/csv", MediaKind::file},
    Ending{"txt", "text/plain", MediaKind::file},
    Ending{"vcf", "text/vcard", MediaKind::file},
    Ending{"ics", "text/calendar", MediaKind::file},
    Ending{"json", "application/json", MediaKind::file},
    Ending{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
           MediaKind::file},
    Ending{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", MediaKind::file},
    Ending{"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
           MediaKind::file},
};

const Ending* ending_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return nullptr;
  for (const Ending& ending : kEndings)
    if (equal_ci(name.substr(dot + 1), ending.ending)) return &ending;
  return nullptr;
}

std::uint32_t big(std::string_view bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  return value;
}

std::uint32_t little(std::string_view bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = count; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  return value;
}

std::optional<PictureSize> jpeg_size(std::string_view bytes) {
  for (std::size_t at = 2; at + 9 < bytes.size();) {
    if (static_cast<unsigned char>(bytes[at]) != 0xFF) return std::nullopt;
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) return PictureSize{big(bytes, at + 7, 2), big(bytes, at + 5, 2)};
    at += 2 + big(bytes, at + 2, 2);
  }
  return std::nullopt;
}

std::optional<PictureSize> webp_size(std::string_view bytes) {
  if (bytes.size() < 30) return std::nullopt;
  const std::string_view form = bytes.substr(12, 4);
  if (form == "VP8X") return PictureSize{little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1};
  if (form == "VP8 ") return PictureSize{little(bytes, 26, 2) & 0x3FFF, little(bytes, 28, 2) & 0x3FFF};
  if (form == "VP8L") {
    const std::uint32_t bits = little(bytes, 21, 4);
    return PictureSize{(bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1};
  }
  return std::nullopt;
}

// The value of an attribute of the <svg …> tag.
std::string_view svg_attribute(std::string_view tag, std::string_view name) {
  for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    std::size_t end = at + name.size();
    if (tag[at - 1] != ' ' && tag[at - 1] != '\n' && tag[at - 1] != '\t' && tag[at - 1] != '\r') continue;
    while (end < tag.size() && tag[end] == ' ') ++end;
    if (end + 1 >= tag.size() || tag[end] != '=') continue;
    end = tag.find_first_of("\"'", end);
    if (end == std::string_view::npos) return {};
    const std::size_t close = tag.find(tag[end], end + 1);
    return close == std::string_view::npos ? std::string_view{} : tag.substr(end + 1, close - end - 1);
  }
  return {};
}

// A length in px or without unit; 0 when it is relative or absent.
double svg_length(std::string_view text) {
  double value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
  return ec == std::errc{} && (unit.empty() || unit == "px") && value > 0 && value < 1e5 ? value : 0;
}

std::optional<PictureSize> svg_size(std::string_view bytes) {
  const std::size_t start = bytes.substr(0, 8192).find("<svg");
  if (start == std::string_view::npos) return std::nullopt;
  const std::size_t end = bytes.find('>', start);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view tag = bytes.substr(start, end - start);
  const double width = svg_length(svg_attribute(tag, "width")),
               height = svg_length(svg_attribute(tag, "height"));
  if (width > 0 && height > 0) return PictureSize{std::llround(width), std::llround(height)};
  std::string box{svg_attribute(tag, "viewBox")};
  for (char& c : box)
    if (c == ',') c = ' ';
  double x = 0, y = 0, w = 0, h = 0;
  if (std::sscanf(box.c_str(), "%lf %lf %lf %lf", &x, &y, &w, &h) != 4 ||
      !(w > 0 && h > 0 && w < 1e5 && h < 1e5))
    return std::nullopt;
  if (width > 0) return PictureSize{std::llround(width), std::llround(width * h / w)};
  return PictureSize{std::llround(w), std::llround(h)};
}

}  // namespace

MediaType media_type(std::string_view bytes, std::string_view name) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return {MediaKind::image, "image/png"};
  if (bytes.starts_with("\xFF\xD8\xFF")) return {MediaKind::image, "image/jpeg"};
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return {MediaKind::image, "image/gif"};
  if (bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return {MediaKind::image, "image/webp"};
  if (bytes.starts_with("\x1A\x45\xDF\xA3")) return {MediaKind::video, "video/webm"};
  if (bytes.substr(4, 4) == "ftyp") return {MediaKind::video, "video/mp4"};
  if (bytes.starts_with("%PDF-")) return {MediaKind::file, "application/pdf"};
  const Ending* ending = ending_of(name);
  if (!ending) return {MediaKind::file, "application/octet-stream"};
  const bool text_picture = ending->type == "image/svg+xml";
  // A picture's ending over bytes that are none: offered for download, never shown.
  if (ending->kind == MediaKind::image && !text_picture) return {MediaKind::file, "application/octet-stream"};
  if (text_picture && bytes.substr(0, 8192).find("<svg") == std::string_view::npos)
    return {MediaKind::file, "application/octet-stream"};
  return {ending->kind, std::string{ending->type}};
}

MediaKind media_kind(std::string_view name) {
  const Ending* ending = ending_of(name);
  return ending ? ending->kind : MediaKind::file;
}

std::optional<PictureSize> picture_size(std::string_view bytes) {
  std::optional<PictureSize> size;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n") && bytes.size() >= 24)
    size = PictureSize{big(bytes, 16, 4), big(bytes, 20, 4)};
  else if (bytes.starts_with("GIF8") && bytes.size() >= 10)
    size = PictureSize{little(bytes, 6, 2), little(bytes, 8, 2)};
  else if (bytes.starts_with("\xFF\xD8\xFF"))
    size = jpeg_size(bytes);
  else if (bytes.starts_with("RIFF"))
    size = webp_size(bytes);
  else
    size = svg_size(bytes);
  if (size && (size->width <= 0 || size->height <= 0 || size->width > 100'000 || size->height > 100'000))
    return std::nullopt;
  return size;
}

std::string human_size(std::uint64_t bytes) {
  char text[32];
  if (bytes < 1000)
    std::snprintf(text, sizeof text, "%d B", static_cast<int>(bytes));
  else if (bytes < 1'000'000)
    std::snprintf(text, sizeof text, "%.0f KB", static_cast<double>(bytes) / 1e3);
  else
    std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
  return text;
}

}  // namespace patchbay::kb
