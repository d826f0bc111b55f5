#pragma once
// The index as one snapshot of the database sees it: who may find which document, and which segments there
// are. About thirty bytes a document are kept in memory; everything else stays in the database.
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/visibility.hpp"
#include "core/search/segment/segment_reader.hpp"
#include "core/store/database.hpp"

namespace patchbay::search {

// Names given small numbers, in the order they came.
class Names {
 public:
  std::uint16_t number_of(std::string_view name);          // Error{limit} past 65,535
  std::size_t find(std::string_view name) const noexcept;  // size() when unknown
  const std::string& operator[](std::size_t number) const { return names_[number]; }
  std::size_t size() const noexcept { return names_.size(); }

 private:
  std::vector<std::string> names_;
};

struct DocumentEntry {
  std::uint64_t translations = 0;  // what translations of one document share; 0 = none
  std::uint16_t locale = 0, kind = 0, audience = 0, groups = 0;  // numbers of the View's names
  std::uint16_t body_words = 0;                                  // at most 65,535
  std::uint8_t title_words = 0;                                  // at most 255
  std::int8_t weight = 0;                                        // -127…127 of the prior
  bool is_alive = false;
};

// Of the number of words of a body: 16 for every doubling, at most 255.
std::uint8_t length_step(std::uint32_t words) noexcept;
std::uint32_t words_of_step(std::uint8_t step) noexcept;

struct View {
  std::int64_t index_no = 0;
  std::int64_t seq = -1, segments_seq = -1;
  std::vector<DocumentEntry> documents;  // by number; the first place is empty
  struct Lengths {
    std::uint8_t title, body;  // words; length_step()
  };
  std::vector<Lengths> lengths;  // beside documents: what scoring reads for every posting
  std::size_t alive = 0;
  std::uint64_t title_words = 0, body_words = 0;  // of all that are alive
  Names locales, kinds, audiences, group_lists;
  std::vector<std::shared_ptr<const Segment>> segments;

  // For each audience and each list of groups, whether the reader has it.
  struct Rights {
    std::vector<bool> audiences, group_lists;
  };
  Rights rights_of(const Visibility& reader) const;
};

std::string join_groups(const std::vector<std::string>& groups);

constexpr std::int64_t document_id(std::int64_t index_no, DocNumber number) noexcept {
  return index_no << 32 | number;
}
constexpr std::int64_t row_id(std::int64_t segment, std::uint32_t row) noexcept {
  return segment << 24 | row;
}

// Keeps the newest view and brings it up to a snapshot by what changed since. [any thread]
class ViewKeeper {
 public:
  // The view of this session's snapshot, of the live index or of the one asked for.
  std::shared_ptr<const View> at(store::Session& session, std::int64_t index_no = 0);
  void forget();  // everything is read anew

 private:
  std::mutex mutex_;
  std::shared_ptr<const View> newest_;
};

// Rows of a segment in the database, read through a session.
class SessionRows final : public RowSource {
 public:
  SessionRows(store::Session& session, std::int64_t segment) noexcept
      : session_{session}, segment_{segment} {}
  std::string_view row(std::uint32_t number) override;

 private:
  store::Session& session_;
  std::int64_t segment_;
  std::string bytes_;
};

}  // namespace patchbay::search
