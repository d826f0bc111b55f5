#pragma once
// An answer as it lies in the page cache: everything of its bytes that is the same for every reader, ready to be sent.
#include <cstdint>
#include <string>
#include <vector>

namespace patchbay::gateway {

struct CachedPage {
  // Status line and headers, each ending in CRLF, without Date, X-Request-Id, Connection and the empty line.
  std::string head, not_modified;
  std::string body, etag;
  std::string gzip_head, gzip_not_modified, gzip_body, gzip_etag;  // empty: not smaller than the page itself
  std::vector<std::string> tags;
  std::size_t bytes() const {
    return sizeof *this + head.size() + not_modified.size() + body.size() + gzip_head.size() + gzip_not_modified.size() +
           gzip_body.size() + 256;
  }
};

}  // namespace patchbay::gateway
