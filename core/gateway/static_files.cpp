#include "core/gateway/static_files.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <utility>

#include "core/base/text.hpp"
#include "core/gateway/ascii.hpp"
#include "core/gateway/byte_range.hpp"

namespace patchbay::gateway {
namespace {

struct TypeRow {
  std::string_view ending, type;
};
constexpr TypeRow kTypes[] = {
    {".html", "text/html; charset=utf-8"}, {".css", "text/css; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"}, {".json", "application/json"}, {".svg", "image/svg+xml"}, {".png", "image/png"},
    {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".gif", "image/gif"}, {".webp", "image/webp"}, {".avif", "image/avif"},
    {".ico", "image/x-icon"}, {".woff2", "font/woff2"}, {".mp4", "video/mp4"}, {".webm", "video/webm"}, {".mp3", "audio/mpeg"},
    {".pdf", "application/pdf"}, {".txt", "text/plain; charset=utf-8"}, {".xml", "application/xml"},
    {".webmanifest", "application/manifest+json"}, {".wasm", "application/wasm"}, {".vtt", "text/vtt; charset=utf-8"}};

const std::string& param(const Exchange& exchange, std::string_view name) {
  static const std::string empty;
  for (const auto& [known, value] : exchange.request.params)
    if (known == name) return value;
  return empty;
}

std::string hex(std::int64_t number) {
  std::string out;
  for (auto left = static_cast<std::uint64_t>(number); left != 0 || out.empty(); left >>= 4)
    out.insert(out.begin(), "0123456789abcdef"[left & 15]);
  return out;
}

}  // namespace

std::string_view type_of_name(std::string_view name) {
  for (const TypeRow& row : kTypes)
    if (name.size() > row.ending.size() && equals_ci(name.substr(name.size() - row.ending.size()), row.ending)) return row.type;
  return "application/octet-stream";
}

OpenFile::OpenFile(int descriptor) : descriptor_{descriptor} {
  struct stat info {};
  if (descriptor_ < 0) return;
  if (::fstat(descriptor_, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(std::exchange(descriptor_, -1));
    return;
  }
  size_ = info.st_size;
  changed_ns_ = info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec;
}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}, size_{other.size_}, changed_ns_{other.changed_ns_} {}

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

OpenFile OpenFile::beneath(const std::string& folder, const std::string& name) {
  const int directory = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return OpenFile{-1};
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const long descriptor = ::syscall(SYS_openat2, directory, name.c_str(), &how, sizeof how);
  ::close(directory);
  return OpenFile{static_cast<int>(descriptor)};
}

OpenFile OpenFile::at(const std::string& path) {
  return OpenFile{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW)};
}

std::string OpenFile::etag() const { return "\"" + hex(size_) + "-" + hex(changed_ns_) + "\""; }

int OpenFile::release() { return std::exchange(descriptor_, -1); }

void send_file(Answers& answers, const ExchangePtr& exchange, OpenFile file, std::vector<host::Header> headers, std::string etag) {
  if (etag.empty()) etag = file.etag();
  headers.emplace_back("ETag", etag);
  headers.emplace_back("Accept-Ranges", "bytes");
  if (!exchange->if_none_match.empty() && etag_matches(exchange->if_none_match, etag)) {
    answers.respond(exchange, {304, std::move(headers), {}});
    return;
  }
  const bool ranged = !exchange->range.empty() && (exchange->if_range.empty() || exchange->if_range == etag);
  const ByteRange range = parse_range(ranged ? std::string_view{exchange->range} : std::string_view{}, file.size());
  const std::int64_t size = file.size();
  if (range.kind == ByteRange::Kind::none) {
    answers.problem(exchange, 416, "The file ends before this range.", {}, {{"Content-Range", "bytes */" + std::to_string(size)}});
    return;
  }
  const bool part = range.kind == ByteRange::Kind::part;
  if (part)
    headers.emplace_back("Content-Range", "bytes " + std::to_string(range.from) + "-" +
                                              std::to_string(range.from + range.size - 1) + "/" + std::to_string(size));
  auto source = std::make_shared<FilePart>(file.release(), range.from, range.size);
  answers.file(exchange, part ? 206 : 200, std::move(headers), std::move(source));
}

void serve_asset(Answers& answers, const Assets& assets, const ExchangePtr& exchange) {
  bool current = false;
  const std::string folder = assets.folder(param(*exchange, "plugin"), param(*exchange, "hash"), current);
  const std::string& name = param(*exchange, "rest");
  const auto missing = [&] { answers.problem(exchange, 404, "There is no such file."); };
  if (folder.empty() || name.empty() || name.find('\0') != std::string::npos) return missing();
  std::vector<host::Header> headers = {
      {"Content-Type", std::string{type_of_name(name)}},
      {"Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache"},
      {"Vary", "Accept-Encoding"}};
  if (exchange->range.empty()) {
    for (const auto& [ending, encoding, accepted] : {std::tuple{".br", "br", exchange->accepts_br},
                                                     std::tuple{".gz", "gzip", exchange->accepts_gzip}}) {
      if (!accepted) continue;
      OpenFile packed = OpenFile::beneath(folder, name + ending);
      if (!packed.exists()) continue;
      headers.emplace_back("Content-Encoding", encoding);
      return send_file(answers, exchange, std::move(packed), std::move(headers));
    }
  }
  OpenFile file = OpenFile::beneath(folder, name);
  if (!file.exists()) return missing();
  send_file(answers, exchange, std::move(file), std::move(headers));
}

}  // namespace patchbay::gateway
