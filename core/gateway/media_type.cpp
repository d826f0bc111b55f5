#include "core/gateway/media_type.hpp"

#include "core/base/text.hpp"

namespace patchbay::gateway {
namespace {

constexpr MediaType kTypes[] = {
    {"image/jpeg", true}, {"image/png", true}, {"image/gif", true}, {"image/webp", true}, {"video/mp4", true},
    {"video/webm", true}, {"audio/mpeg", false}, {"audio/ogg", false}, {"audio/wav", false}, {"application/pdf", false},
    {"application/zip", false}, {"text/plain", false}};

std::string_view type_name(std::string_view b) {
  using namespace std::string_view_literals;
  const auto at = [b](std::size_t from, std::string_view wanted) { return b.size() >= from && b.substr(from).starts_with(wanted); };
  if (at(0, "\xff\xd8\xff"sv)) return "image/jpeg";
  if (at(0, "\x89PNG\r\n\x1a\n"sv)) return "image/png";
  if (at(0, "GIF87a"sv) || at(0, "GIF89a"sv)) return "image/gif";
  if (at(0, "RIFF"sv) && at(8, "WEBP"sv)) return "image/webp";
  if (at(0, "RIFF"sv) && at(8, "WAVE"sv)) return "audio/wav";
  if (at(4, "ftyp"sv) && !at(8, "qt  "sv)) return "video/mp4";
  if (at(0, "\x1a\x45\xdf\xa3"sv)) return "video/webm";
  if (at(0, "ID3"sv) || at(0, "\xff\xfb"sv) || at(0, "\xff\xf3"sv)) return "audio/mpeg";
  if (at(0, "OggS"sv)) return "audio/ogg";
  if (at(0, "%PDF-"sv)) return "application/pdf";
  if (at(0, "PK\x03\x04"sv)) return "application/zip";
  return {};
}

bool is_text(std::string_view beginning, bool whole) {
  // A character may be cut at the end of what was looked at.
  for (int back = 0; back < 4; ++back) {
    if (is_utf8(beginning)) return beginning.find('\0') == std::string_view::npos;
    if (whole || beginning.empty()) return false;
    beginning.remove_suffix(1);
  }
  return false;
}

}  // namespace

MediaType media_type_named(std::string_view name) {
  for (const MediaType& type : kTypes)
    if (type.name == name) return type;
  return {};
}

MediaType media_type_of(std::string_view beginning, bool whole) {
  if (beginning.empty()) return {};
  if (const std::string_view name = type_name(beginning); !name.empty()) return media_type_named(name);
  return is_text(beginning, whole) ? media_type_named("text/plain") : MediaType{};
}

}  // namespace patchbay::gateway
