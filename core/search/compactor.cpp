#include "core/search/compactor.hpp"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/search/segment/merge.hpp"

namespace patchbay::search {
namespace {

using Segments = std::vector<std::shared_ptr<const Segment>>;

constexpr std::int64_t kFoldAt = 256;              // documents waiting
constexpr int kMostFolded = 512;                   // in one segment
constexpr std::chrono::milliseconds kQuiet{1500};  // without a write: time to tidy up
constexpr std::chrono::seconds kPause{30};         // after something went wrong
constexpr std::size_t kJoinAt = 6;                 // segments of about one size
constexpr std::size_t kRowsPerWrite = 192;         // 750 KB
constexpr std::uint32_t kRowsPerRead = 32;
constexpr int kRowsPerSweep = 256;
constexpr int kNumbersPerWrite = 500;

// Rows of one segment read ahead, each piece in a snapshot of its own: the rows never change, and nobody but
// the compactor removes them.
class ReadAhead final : public RowSource {
 public:
  ReadAhead(store::Database& database, const Segment& segment) : database_{database}, segment_{segment} {}

  std::string_view row(std::uint32_t number) override {
    for (const Piece& piece : pieces_) {
      if (number >= piece.first && number - piece.first < piece.rows.size())
        return piece.rows[number - piece.first];
    }
    std::swap(pieces_[0], pieces_[1]);
    fill(pieces_[0], number);
    if (pieces_[0].rows.empty())
      throw Error{Code::unavailable, "The search index is damaged (row): run patchbay search reindex"};
    return pieces_[0].rows.front();
  }

 private:
  struct Piece {
    std::uint32_t first = 0;
    std::vector<std::string> rows;
  };

  void fill(Piece& piece, std::uint32_t first) {
    piece.first = first;
    piece.rows.clear();
    const std::uint32_t end = std::min(first + kRowsPerRead, segment_.shape.rows);
    database_.read([&](store::Session& session) {
      session.query(
          "select id, data from search_row where id >= $1 and id < $2 order by id",
          {row_id(segment_.id, first), row_id(segment_.id, end)}, [&](const store::Row& row) {
            if (row.integer(0) != row_id(segment_.id, first) + static_cast<std::int64_t>(piece.rows.size()))
              return false;
            piece.rows.emplace_back(row.text(1));
            return true;
          });
    });
  }

  store::Database& database_;
  const Segment& segment_;
  Piece pieces_[2];
};

// Writes the rows of a segment as they come, many in one closure.
class RowWriter {
 public:
  RowWriter(store::Database& database, std::int64_t segment) : database_{database}, segment_{segment} {}

  void add(std::uint32_t number, std::string_view bytes) {
    if (rows_.empty()) first_ = number;
    rows_.emplace_back(bytes);
    if (rows_.size() >= kRowsPerWrite) flush();
  }
  void flush() {
    if (rows_.empty()) return;
    database_.write(
        "search segment", [this](store::Write& write) { put(write); }, store::Lane::bulk);
    rows_.clear();
  }
  void put(store::Write& write) const {
    for (std::size_t i = 0; i < rows_.size(); ++i)
      put_row(write, segment_, first_ + static_cast<std::uint32_t>(i), rows_[i]);
  }

 private:
  store::Database& database_;
  std::int64_t segment_;
  std::uint32_t first_ = 0;
  std::vector<std::string> rows_;
};

// The smallest segments as long as each is not much larger than those before it together.
Segments of_one_size(Segments segments) {
  std::sort(segments.begin(), segments.end(),
            [](const auto& a, const auto& b) { return a->documents < b->documents; });
  std::int64_t sum = kMostFolded;
  std::size_t count = 0;
  while (count < segments.size() && segments[count]->documents <= 2 * sum)
    sum += segments[count++]->documents;
  segments.resize(count);
  return segments;
}

// What is worth joining when there is time: everything when the small ones or the dead add up, else the small
// ones.
Segments worth_joining(const View& view, Segments segments) {
  if (segments.empty()) return segments;
  std::sort(segments.begin(), segments.end(),
            [](const auto& a, const auto& b) { return a->documents < b->documents; });
  std::int64_t small = 0, all = 0;
  for (const auto& segment : segments) all += segment->documents;
  small = all - segments.back()->documents;
  const std::int64_t dead = all - static_cast<std::int64_t>(view.alive);
  if (small * 20 >= all || dead * 10 >= all) return segments.size() > 1 || dead > 0 ? segments : Segments{};
  segments.pop_back();
  return segments.size() > 1 ? segments : Segments{};
}

Segments in_database(const View& view) {
  Segments out;
  for (const auto& segment : view.segments) {
    if (segment->id != 0) out.push_back(segment);
  }
  return out;
}

}  // namespace

Compactor::Compactor(store::Database& database, ViewKeeper& views) : database_{database}, views_{views} {
  bool is_work_left = false;
  database.read([&](store::Session& session) {
    const Indexes indexes = indexes_of(session);
    written_ = count_pending(session, indexes.live);
    abandoned_ = indexes.building;
    is_work_left = written_ > 0 || has_leftovers(session);
  });
  const std::lock_guard lock{mutex_};
  if (is_work_left) start();
}

Compactor::~Compactor() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  woken_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Compactor::start() {
  if (!thread_.joinable() && !stopping_) thread_ = std::thread{[this] { run(); }};
}

void Compactor::document_written() noexcept {
  const std::int64_t written = ++written_;
  if (written != 1 && written % kFoldAt != 0) return;
  const std::lock_guard lock{mutex_};
  start();
  woken_.notify_all();
}

void Compactor::settle() {
  std::unique_lock lock{mutex_};
  start();
  const std::int64_t mine = ++settle_wanted_;
  woken_.notify_all();
  settled_.wait(lock, [&] { return settle_done_ >= mine || stopping_; });
  if (settle_error_) std::rethrow_exception(settle_error_);
}

// Whether there is something to do now, and how. Waits once when there is not.
std::optional<Compactor::Pace> Compactor::next_pace(std::unique_lock<std::mutex>& lock) {
  const std::int64_t before = written_;
  if (settle_wanted_ > settle_done_) return Pace::thorough;
  if (before >= kFoldAt || is_fresh_) return Pace::quick;
  if (before == 0 && !untidy_) {
    woken_.wait(lock);
    return std::nullopt;
  }
  if (woken_.wait_for(lock, kQuiet) != std::cv_status::timeout || written_ != before) return std::nullopt;
  return Pace::thorough;
}

void Compactor::run() {
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    const std::optional<Pace> pace = next_pace(lock);
    if (!pace || stopping_) continue;
    const std::int64_t wanted = settle_wanted_;
    lock.unlock();
    std::exception_ptr error;
    try {
      work(*pace);
    } catch (const std::exception& failure) {
      error = std::current_exception();
      if (!stopping_)
        log::warn("search", "the index could not be tidied up; it is tried again", {{"why", failure.what()}});
    }
    lock.lock();
    untidy_ = *pace == Pace::quick;
    settle_error_ = error;
    settle_done_ = wanted;
    settled_.notify_all();
    if (error) woken_.wait_for(lock, kPause, [&] { return stopping_ || settle_wanted_ > wanted; });
  }
  settled_.notify_all();
}

void Compactor::work(Pace pace) {
  if (std::exchange(is_fresh_, false) && abandoned_ != 0) {
    database_.write(
        "search sweep", [this](store::Write& write) { give_up_building(write, abandoned_); },
        store::Lane::bulk);
  }
  written_ = 0;
  Indexes indexes;
  database_.read([&](store::Session& session) { indexes = indexes_of(session); });
  work_on(indexes.live, pace);
  if (indexes.building != 0) work_on(indexes.building, pace);
  sweep_all();
  if (pace == Pace::thorough) malloc_trim(0);
}

void Compactor::work_on(std::int64_t index_no, Pace pace) {
  while (!stopping_ && fold(index_no)) {
  }
  while (!stopping_ && join(index_no, pace)) {
  }
}

bool Compactor::fold(std::int64_t index_no) {
  std::vector<PendingDocument> pending;
  database_.read(
      [&](store::Session& session) { pending = pending_documents(session, index_no, kMostFolded); });
  if (pending.empty()) return false;
  DocumentStream stream;
  for (const PendingDocument& document : pending) stream.add(document.number, document.terms);
  stream.sort();
  FinishedSegment finished{
      .index_no = index_no, .documents = static_cast<std::int64_t>(pending.size()), .folded = pending};
  database_.write(
      "search segment", [&](store::Write& write) { finished.id = begin_segment(write, index_no); },
      store::Lane::bulk);
  RowWriter rows{database_, finished.id};
  SegmentBuilder builder{[&](std::uint32_t number, std::string_view bytes) { rows.add(number, bytes); }};
  merge(
      {&stream}, [](DocNumber) { return true; },
      [&](std::string_view term, const std::vector<SurfacePostings>& surfaces) {
        builder.add(term, surfaces);
      });
  const SegmentShape shape = builder.finish();
  rows.flush();
  finished.shape = &shape;
  database_.write(
      "search fold", [&](store::Write& write) { complete_segment(write, finished); }, store::Lane::bulk);
  return pending.size() == kMostFolded;
}

bool Compactor::join(std::int64_t index_no, Pace pace) {
  std::shared_ptr<const View> view;
  ViewKeeper own;  // of the index being built, which no query reads
  database_.read([&](store::Session& session) {
    view = (indexes_of(session).live == index_no ? views_ : own).at(session, index_no);
  });
  const Segments all = in_database(*view);
  Segments chosen = of_one_size(all);
  if (chosen.size() < kJoinAt) chosen = pace == Pace::thorough ? worth_joining(*view, all) : Segments{};
  if (chosen.empty()) return false;
  join_all(index_no, *view, std::move(chosen));
  return true;
}

void Compactor::join_all(std::int64_t index_no, const View& view, Segments chosen) {
  std::vector<std::unique_ptr<ReadAhead>> sources;
  std::vector<std::unique_ptr<SegmentStream>> owned;
  std::vector<TermStream*> streams;
  for (const auto& segment : chosen) {
    sources.push_back(std::make_unique<ReadAhead>(database_, *segment));
    owned.push_back(std::make_unique<SegmentStream>(*segment, *sources.back()));
    streams.push_back(owned.back().get());
  }
  FinishedSegment finished{.index_no = index_no, .replaced = chosen};
  database_.write(
      "search segment", [&](store::Write& write) { finished.id = begin_segment(write, index_no); },
      store::Lane::bulk);
  RowWriter rows{database_, finished.id};
  SegmentBuilder builder{[&](std::uint32_t number, std::string_view bytes) { rows.add(number, bytes); }};
  std::vector<bool> present(view.documents.size());
  merge(
      streams, [&](DocNumber doc) { return doc < view.documents.size() && view.documents[doc].is_alive; },
      [&](std::string_view term, const std::vector<SurfacePostings>& surfaces) {
        for (const SurfacePostings& one : surfaces) {
          for (const Posting& posting : one.postings) present[posting.doc] = true;
        }
        builder.add(term, surfaces);
      });
  const SegmentShape shape = builder.finish();
  rows.flush();
  finished.documents = std::count(present.begin(), present.end(), true);
  if (finished.documents > 0) finished.shape = &shape;
  database_.write(
      "search join", [&](store::Write& write) { complete_segment(write, finished); }, store::Lane::bulk);
  if (chosen.size() != in_database(view).size()) return;
  for (std::int64_t freed = 1; freed > 0 && !stopping_;) {
    database_.write(
        "search numbers",
        [&](store::Write& write) { freed = free_numbers(write, index_no, view.seq, kNumbersPerWrite); },
        store::Lane::bulk);
  }
}

void Compactor::sweep_all() {
  bool more = false;
  database_.read([&](store::Session& session) { more = has_leftovers(session); });
  while (more && !stopping_) {
    database_.write(
        "search sweep", [&](store::Write& write) { more = sweep(write, kRowsPerSweep); }, store::Lane::bulk);
  }
}

}  // namespace patchbay::search
