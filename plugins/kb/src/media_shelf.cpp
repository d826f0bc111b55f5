#include "media_shelf.hpp"

#include "site.hpp"
#include "source_path.hpp"
#include "text.hpp"

namespace patchbay::kb {
namespace {

constexpr std::uint64_t kMaxMedia = 64u << 20;
constexpr std::size_t kMaxEmbedded = 1u << 20;

}  // namespace

std::string media_id(std::string_view blob, const Readers& readers) {
  std::string circle{name_of(readers.audience)};
  for (const std::string& group : readers.groups) circle += "\n" + group;
  return digest_of({blob, circle});
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z')
      value = c - 'A';
    else if (c >= 'a' && c <= 'z')
      value = c - 'a' + 26;
    else if (c >= '0' && c <= '9')
      value = c - '0' + 52;
    else if (c == '+' || c == '-')
      value = 62;
    else if (c == '/' || c == '_')
      value = 63;
    else if (c == '=' || c == '\n' || c == '\r' || c == ' ')
      continue;
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if ((count += 6) >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return out;
}

MediaShelf::Known MediaShelf::look_at(std::string_view bytes, const std::string& path,
                                      const std::string& name) const {
  Known known;
  const MediaType type = media_type(bytes, name);
  known.type = type.type;
  known.blob = digest_of({bytes});
  known.media.path = path;
  known.media.name = name;
  known.media.kind = type.kind;
  known.media.size = bytes.size();
  if (type.kind == MediaKind::image)
    if (const auto size = picture_size(bytes))
      known.media.width = size->width, known.media.height = size->height;
  return known;
}

std::string MediaShelf::bytes_of(const std::string& path) const {
  return folder_.read(path, kMaxMedia);
}

std::optional<Media> MediaShelf::take(const std::string& path, const Readers& readers, ArticleWriter& writer,
                                      Problems& problems) {
  std::optional<Known> known;
  {
    const std::lock_guard lock{mutex_};
    if (missing_.contains(path)) return std::nullopt;
    if (const auto found = known_.find(path); found != known_.end()) known = found->second;
  }
  std::string bytes;
  if (!known) {
    try {
      bytes = bytes_of(path);
      known = look_at(bytes, path, std::string{name_of(path)});
    } catch (const SourceError& error) {
      if (error.line() < 0) problems.push_back({Severity::error, path, 0, error.what()});
    }
    const std::lock_guard lock{mutex_};
    if (!known)
      missing_.insert(path);
    else
      known_.emplace(path, *known);
  }
  if (!known) return std::nullopt;
  return record(*known, readers, writer, bytes);
}

std::optional<Media> MediaShelf::take_embedded(const std::string& data_url, const Readers& readers,
                                               ArticleWriter& writer) {
  const std::size_t comma = data_url.find(',');
  if (comma == std::string::npos || data_url.size() > kMaxEmbedded || data_url.find(";base64") > comma)
    return std::nullopt;
  const std::optional<std::string> bytes = decode_base64(std::string_view{data_url}.substr(comma + 1));
  if (!bytes || media_type(*bytes, "").kind != MediaKind::image) return std::nullopt;
  const std::string ending = media_type(*bytes, "").type.substr(6);
  return record(look_at(*bytes, "data:", "picture." + ending), readers, writer, *bytes);
}

Media MediaShelf::take_bytes(std::string_view bytes, const std::string& name, const Readers& readers,
                             ArticleWriter& writer) {
  return record(look_at(bytes, name, name), readers, writer, bytes);
}

Media MediaShelf::record(const Known& known, const Readers& readers, ArticleWriter& writer,
                         std::string_view bytes) {
  Media media = known.media;
  media.id = media_id(known.blob, readers);
  media.url = media_url(media.id, media.name);
  {
    const std::lock_guard lock{mutex_};
    if (!recorded_.insert(media.id).second) return media;
  }
  if (store_.document(kSelf, "media", media.id)) return media;
  const std::string again = bytes.empty() && media.size > 0 ? bytes_of(media.path) : std::string{};
  store_.store().blob_put(kSelf, known.blob, known.type, again.empty() ? bytes : std::string_view{again});
  writer.put_media(media, known.type, readers, known.blob);
  const std::lock_guard lock{mutex_};
  ++added_;
  return media;
}

std::size_t MediaShelf::added() const {
  const std::lock_guard lock{mutex_};
  return added_;
}

bool MediaShelf::is_used(const std::string& path) const {
  const std::lock_guard lock{mutex_};
  return known_.contains(path);
}

}  // namespace patchbay::kb
