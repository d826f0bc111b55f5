#pragma once
// Pictures and files on their way into the store: each is read once, kept once under the hash of its bytes,
// and has one record for each circle of readers, so that what employees see is never served to others. Any
// thread.
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "article_store.hpp"
#include "source_folder.hpp"

namespace patchbay::kb {

class MediaShelf {
 public:
  MediaShelf(const SourceFolder& folder, const ArticleStore& store) : folder_{folder}, store_{store} {}

  // The file at `path`, recorded through `writer`. Nothing when there is none; Problems when it is too large.
  std::optional<Media> take(const std::string& path, const Readers& readers, ArticleWriter& writer,
                            Problems& problems);
  // "data:image/png;base64,…"
  std::optional<Media> take_embedded(const std::string& data_url, const Readers& readers,
                                     ArticleWriter& writer);
  // Bytes that are no file of the folder: an upload.
  Media take_bytes(std::string_view bytes, const std::string& name, const Readers& readers,
                   ArticleWriter& writer);

  std::size_t added() const;
  bool is_used(const std::string& path) const;

 private:
  struct Known {
    Media media;  // without id and url
    std::string type, blob;
  };
  Known look_at(std::string_view bytes, const std::string& path, const std::string& name) const;
  Media record(const Known& known, const Readers& readers, ArticleWriter& writer, std::string_view bytes);
  std::string bytes_of(const std::string& path) const;

  const SourceFolder& folder_;
  const ArticleStore& store_;
  mutable std::mutex mutex_;
  std::map<std::string, Known> known_;  // by path
  std::set<std::string> missing_;
  std::set<std::string> recorded_;  // media ids
  std::size_t added_ = 0;
};

std::string media_id(std::string_view blob, const Readers& readers);
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace patchbay::kb
