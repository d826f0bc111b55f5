#pragma once
// Files below a folder, for /assets: never outside it, whatever the path says; with ETag, ranges and the .br or .gz beside
// them. Also what /files uses to send one open file.
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/answers.hpp"

namespace patchbay::gateway {

// "text/css; charset=utf-8" for "a/b.css"; application/octet-stream for what is not known.
std::string_view type_of_name(std::string_view name);

// An open file and what is known of it. Owns the descriptor.
class OpenFile {
 public:
  // Relative to `folder`, resolved beneath it by the kernel; nothing where it is no regular file.
  static OpenFile beneath(const std::string& folder, const std::string& name);
  static OpenFile at(const std::string& path);
  OpenFile(OpenFile&& other) noexcept;
  ~OpenFile();

  bool exists() const { return descriptor_ >= 0; }
  std::int64_t size() const { return size_; }
  std::string etag() const;             // of size and time of change
  int release();                        // the descriptor, now the caller's

 private:
  explicit OpenFile(int descriptor);
  int descriptor_ = -1;
  std::int64_t size_ = 0, changed_ns_ = 0;
};

// 200, 206, 304 or 416. `headers` holds the type and what else belongs to it; an empty `etag` is worked out.
void send_file(Answers& answers, const ExchangePtr& exchange, OpenFile file, std::vector<host::Header> headers, std::string etag = {});

// The handler of GET /assets/{plugin}/{hash}/{rest*}.
void serve_asset(Answers& answers, const Assets& assets, const ExchangePtr& exchange);

}  // namespace patchbay::gateway
