#include "core/search/view.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/search/segment/merge.hpp"

namespace patchbay::search {
namespace {

constexpr char kSeparator = '\x1f';
constexpr std::size_t kMostInMemory = 6;  // segments made of documents not yet folded, before they become one

struct Head {
  std::int64_t live = 0, seq = 0, segments_seq = 0, trimmed = 0;
};

Head head_of(store::Session& session, std::int64_t index_no) {
  Head head;
  const auto take = [&](const store::Row& row) {
    head = {row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
    return false;
  };
  if (index_no != 0) {
    session.query("select index_no, seq, segments_seq, trimmed from search_index where index_no = $1",
                  {index_no}, take);
  } else {
    session.query(
        "select i.index_no, i.seq, i.segments_seq, i.trimmed from search_state s "
        "join search_index i on i.index_no = s.live",
        {}, take);
  }
  if (head.live == 0)
    throw Error{Code::unavailable, "The search index is missing: run patchbay search reindex"};
  return head;
}

void forget_document(View& view, DocumentEntry& entry) {
  if (!entry.is_alive) return;
  entry.is_alive = false;
  --view.alive;
  view.title_words -= entry.title_words;
  view.body_words -= entry.body_words;
}

void read_gone(store::Session& session, View& view) {
  session.query("select number from search_gone where index_no = $1 and seq > $2", {view.index_no, view.seq},
                [&](const store::Row& row) {
                  const auto number = static_cast<std::size_t>(row.integer(0));
                  if (number < view.documents.size()) forget_document(view, view.documents[number]);
                  return true;
                });
}

void read_documents(store::Session& session, View& view) {
  session.query(
      "select id, kind, locale, audience, groups, weight, translations, title_words, body_words, owner, "
      "collection from search_doc "
      "where index_no = $1 and seq > $2",
      {view.index_no, view.seq}, [&](const store::Row& row) {
        const auto number = static_cast<DocNumber>(row.integer(0));
        if (number >= view.documents.size()) {
          view.documents.resize(number + 1);
          view.lengths.resize(number + 1);
        }
        DocumentEntry& entry = view.documents[number];
        forget_document(view, entry);
        entry.kind = view.kinds.number_of(row.text(1));
        entry.locale = view.locales.number_of(row.text(2));
        entry.audience = view.audiences.number_of(row.text(3));
        entry.groups = view.group_lists.number_of(row.text(4));
        entry.weight = static_cast<std::int8_t>(row.integer(5));
        const std::string_view translations = row.text(6);
        const std::uint64_t home = stable_hash(row.text(9), stable_hash(row.text(10)));
        entry.translations = translations.empty() ? 0 : stable_hash(translations, home) | 1U;
        entry.title_words = static_cast<std::uint8_t>(std::min<std::int64_t>(row.integer(7), 255));
        entry.body_words = static_cast<std::uint16_t>(std::min<std::int64_t>(row.integer(8), 65535));
        view.lengths[number] = {entry.title_words, length_step(entry.body_words)};
        entry.is_alive = true;
        ++view.alive;
        view.title_words += entry.title_words;
        view.body_words += entry.body_words;
        return true;
      });
}

std::vector<std::shared_ptr<const Segment>> read_segments(store::Session& session, const View& known) {
  std::vector<std::shared_ptr<const Segment>> out;
  session.query(
      "select id, documents, row_count, first_length_entry, length_entries, bytes, directory from "
      "search_segment "
      "where index_no = $1 and complete = 1 order by id",
      {known.index_no}, [&](const store::Row& row) {
        for (const auto& segment : known.segments) {
          if (segment->id != row.integer(0)) continue;
          out.push_back(segment);
          return true;
        }
        auto segment = std::make_shared<Segment>();
        segment->id = row.integer(0);
        segment->documents = row.integer(1);
        segment->shape.rows = static_cast<std::uint32_t>(row.integer(2));
        segment->shape.first_length_entry = static_cast<std::uint32_t>(row.integer(3));
        segment->shape.length_entries = static_cast<std::uint32_t>(row.integer(4));
        segment->shape.bytes = static_cast<std::uint64_t>(row.integer(5));
        segment->shape.directory = Directory::unpack(row.text(6));
        out.push_back(std::move(segment));
        return true;
      });
  return out;
}

std::shared_ptr<const Segment> build_in_memory(const std::vector<TermStream*>& streams,
                                               std::int64_t documents) {
  auto segment = std::make_shared<Segment>();
  segment->documents = documents;
  SegmentBuilder builder{[&](std::uint32_t, std::string_view bytes) { segment->rows.emplace_back(bytes); }};
  merge(
      streams, [](DocNumber) { return true; },
      [&](std::string_view term, const std::vector<SurfacePostings>& surfaces) {
        builder.add(term, surfaces);
      });
  segment->shape = builder.finish();
  return segment;
}

// Documents written since the view's seq, not yet folded, become a segment in memory.
void read_pending(store::Session& session, View& view) {
  DocumentStream stream;
  std::vector<std::string> bytes;
  std::vector<DocNumber> numbers;
  session.query("select id, data from search_pending where id > $1 and id < $2 and seq > $3",
                {document_id(view.index_no, 0), document_id(view.index_no + 1, 0), view.seq},
                [&](const store::Row& row) {
                  numbers.push_back(static_cast<DocNumber>(row.integer(0)));
                  bytes.emplace_back(row.text(1));
                  return true;
                });
  if (numbers.empty()) return;
  for (std::size_t i = 0; i < numbers.size(); ++i) stream.add(numbers[i], bytes[i]);
  stream.sort();
  view.segments.push_back(build_in_memory({&stream}, static_cast<std::int64_t>(numbers.size())));
}

void join_segments_in_memory(View& view) {
  std::vector<std::shared_ptr<const Segment>> small;
  for (const auto& segment : view.segments) {
    if (segment->id == 0) small.push_back(segment);
  }
  if (small.size() <= kMostInMemory) return;
  std::vector<std::unique_ptr<MemoryRows>> rows;
  std::vector<std::unique_ptr<SegmentStream>> owned;
  std::vector<TermStream*> streams;
  std::int64_t documents = 0;
  for (const auto& segment : small) {
    rows.push_back(std::make_unique<MemoryRows>(segment->rows));
    owned.push_back(std::make_unique<SegmentStream>(*segment, *rows.back()));
    streams.push_back(owned.back().get());
    documents += segment->documents;
  }
  std::erase_if(view.segments, [](const auto& segment) { return segment->id == 0; });
  view.segments.push_back(build_in_memory(streams, documents));
}

std::shared_ptr<const View> bring_up(store::Session& session, const View* known, const Head& head) {
  auto view = std::make_shared<View>();
  const bool anew = known == nullptr || known->index_no != head.live || known->seq < head.trimmed;
  if (!anew) *view = *known;
  view->index_no = head.live;
  read_gone(session, *view);
  read_documents(session, *view);
  if (view->segments_seq != head.segments_seq) {
    view->segments = read_segments(session, *view);
    view->segments_seq = head.segments_seq;
    const std::int64_t seq = std::exchange(view->seq, -1);  // whatever is not folded is read again
    read_pending(session, *view);
    view->seq = seq;
  } else {
    read_pending(session, *view);
    join_segments_in_memory(*view);
  }
  view->seq = head.seq;
  return view;
}

}  // namespace

std::uint8_t length_step(std::uint32_t words) noexcept {
  return static_cast<std::uint8_t>(std::min(255L, std::lround(16.0 * std::log2(1.0 + words))));
}

std::uint32_t words_of_step(std::uint8_t step) noexcept {
  return static_cast<std::uint32_t>(std::lround(std::exp2(step / 16.0) - 1.0));
}

std::uint16_t Names::number_of(std::string_view name) {
  const std::size_t known = find(name);
  if (known < names_.size()) return static_cast<std::uint16_t>(known);
  if (names_.size() == 65535)
    throw Error{Code::limit, "The search index takes at most 65,535 different sets of groups"};
  names_.emplace_back(name);
  return static_cast<std::uint16_t>(names_.size() - 1);
}

std::size_t Names::find(std::string_view name) const noexcept {
  return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
}

std::string join_groups(const std::vector<std::string>& groups) {
  std::string out;
  for (const std::string& group : groups) out += group + kSeparator;
  return out;
}

View::Rights View::rights_of(const Visibility& reader) const {
  Rights rights;
  const auto holds = [](const std::vector<std::string>& all, std::string_view one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  for (std::size_t i = 0; i < audiences.size(); ++i) {
    rights.audiences.push_back(reader.everything || holds(reader.audiences, audiences[i]));
  }
  for (std::size_t i = 0; i < group_lists.size(); ++i) {
    bool is_member = reader.everything || group_lists[i].empty();
    for (const std::string_view group : split(group_lists[i], kSeparator)) {
      if (!group.empty() && holds(reader.groups, group)) is_member = true;
    }
    rights.group_lists.push_back(is_member);
  }
  return rights;
}

std::shared_ptr<const View> ViewKeeper::at(store::Session& session, std::int64_t index_no) {
  const Head head = head_of(session, index_no);
  const std::lock_guard lock{mutex_};
  const View* known = newest_.get();
  if (known != nullptr && known->index_no == head.live && known->seq == head.seq) return newest_;
  // An older snapshot than the newest view (another thread was faster): a view of its own, which nobody else
  // needs.
  if (known != nullptr && known->index_no == head.live && known->seq > head.seq)
    return bring_up(session, nullptr, head);
  newest_ = bring_up(session, known, head);
  return newest_;
}

void ViewKeeper::forget() {
  const std::lock_guard lock{mutex_};
  newest_.reset();
}

std::string_view SessionRows::row(std::uint32_t number) {
  bytes_.clear();
  session_.query("select data from search_row where id = $1", {row_id(segment_, number)},
                 [&](const store::Row& row) {
                   bytes_ = row.text(0);
                   return false;
                 });
  if (bytes_.empty())
    throw Error{Code::unavailable, "The search index is damaged (row): run patchbay search reindex"};
  return bytes_;
}

}  // namespace patchbay::search
