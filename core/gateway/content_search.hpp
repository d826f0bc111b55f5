#pragma once
// Searching, as the gateway's own routes ask for it: search::Index in the program, a fake in tests. On a worker thread.
#include <cstdint>
#include <string_view>

#include "core/search/index.hpp"

namespace patchbay::gateway {

class ContentSearch {
 public:
  virtual ~ContentSearch() = default;
  virtual search::Result query(const search::Query& query, const Visibility& reader) = 0;
  virtual void record(std::string_view text, std::string_view locale, std::int64_t hits) = 0;
};

}  // namespace patchbay::gateway
