#pragma once
// Announcements as documents, and who has read which. Each question is asked under the reader's own rights: the host leaves
// out what is not for them.
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "announcement.hpp"
#include "patchbay/host.hpp"

namespace patchbay::portal {

struct Notice {  // an announcement as one reader sees it
  Announcement what;
  bool read = false;
};

class NoticeBoard {
 public:
  explicit NoticeBoard(Host host) : host_{host} {}

  // Due now, in this language, what is pinned first, then the newest. `reader`: an account's id, empty = nobody in particular.
  std::vector<Notice> due(Ctx ctx, std::string_view reader, std::string_view locale, std::int64_t now) const;
  std::vector<Announcement> all(Ctx ctx) const;                       // for agents; newest first
  std::string put(Ctx ctx, std::string_view id, const Announcement& one) const;  // an empty id makes one; the id
  bool remove(Ctx ctx, std::string_view id) const;
  // False: there is no such announcement for this reader.
  bool mark_read(Ctx ctx, std::string_view id, std::string_view reader, std::string_view name, std::int64_t now) const;
  std::string readers_json(std::string_view id) const;                // [{"reader","name","at"}]
  std::int64_t count_readers(std::string_view id) const;
  // Whether something began or ended since the last question: cached pages show it.
  bool has_turned(std::int64_t now);

 private:
  Host host_;
  std::mutex mutex_;
  std::int64_t looked_ = 0;  // guarded by mutex_
};

}  // namespace patchbay::portal
