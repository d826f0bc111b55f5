#pragma once
// What the driver of the crash tests writes and what the checker expects.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace patchbay::store {

inline constexpr const char* kOwner = "crash";
inline constexpr const char* kCollection = "documents";
inline constexpr const char* kSchema =
    R"({"version":1,"indexes":[{"field":"/n","type":"integer","unique":true},{"field":"/sum"}]})";
inline constexpr std::uint64_t kDocuments = 200;  // of each thread

// A document that tells by itself whether it is whole.
std::string document_json(std::uint64_t n, std::size_t length, const std::string& blob);
std::string blob_bytes(std::string_view key);

struct Acknowledged {
  std::int64_t rev = 0;  // of the last put
  std::int64_t n = 0;
  bool removed = false;  // after it
};
struct Ledger {
  std::map<std::string, Acknowledged> newest;  // by id
  std::int64_t lines = 0;
};
Ledger read_ledger(const std::string& path);

struct Verdict {
  std::int64_t documents = 0;
  std::int64_t lost = 0;   // acknowledged, and not there or older
  std::int64_t wrong = 0;  // other content than its rev or its own sum says; an index that disagrees; a blob
  std::int64_t unacknowledged = 0;  // there although nobody was told: allowed
  std::string problems;             // the first few, and what check() says
};
Verdict check_store(const std::string& directory, const Ledger& ledger);

}  // namespace patchbay::store
