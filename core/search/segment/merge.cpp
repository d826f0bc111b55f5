#include "core/search/segment/merge.hpp"

#include <algorithm>
#include <queue>
#include <tuple>

#include "core/base/error.hpp"
#include "core/search/segment/pending.hpp"

namespace patchbay::search {
namespace {

std::vector<Posting>& postings_of(std::vector<SurfacePostings>& surfaces, std::string_view surface) {
  const auto at = std::lower_bound(
      surfaces.begin(), surfaces.end(), surface,
      [](const SurfacePostings& one, std::string_view wanted) { return one.surface < wanted; });
  if (at != surfaces.end() && at->surface == surface) return at->postings;
  return surfaces.insert(at, SurfacePostings{std::string{surface}, {}})->postings;
}

bool earlier(const Posting& a, const Posting& b) {
  return a.doc < b.doc;
}

// Leaves the living, in order; drops surfaces nobody has any more.
void tidy(std::vector<SurfacePostings>& surfaces, const std::function<bool(DocNumber)>& is_alive) {
  for (SurfacePostings& one : surfaces) {
    std::erase_if(one.postings, [&](const Posting& posting) { return !is_alive(posting.doc); });
    if (!std::is_sorted(one.postings.begin(), one.postings.end(), earlier)) {
      std::sort(one.postings.begin(), one.postings.end(), earlier);
    }
  }
  std::erase_if(surfaces, [](const SurfacePostings& one) { return one.postings.empty(); });
}

}  // namespace

void DocumentStream::add(DocNumber doc, std::string_view packed) {
  const bool sound = unpack_terms(packed, [&](const DocumentTerm& one) {
    entries_.push_back({one.term, one.surface, {doc, one.counts}});
  });
  if (!sound)
    throw Error{Code::unavailable, "The search index is damaged (document): run patchbay search reindex"};
}

void DocumentStream::sort() {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.term, a.surface, a.posting.doc) < std::tie(b.term, b.surface, b.posting.doc);
  });
}

bool DocumentStream::next() {
  begin_ = end_;
  while (end_ < entries_.size() && entries_[end_].term == entries_[begin_].term) ++end_;
  return begin_ < entries_.size();
}

void DocumentStream::add_to(std::vector<SurfacePostings>& surfaces) {
  std::vector<Posting>* postings = nullptr;
  for (std::size_t i = begin_; i < end_; ++i) {
    if (i == begin_ || entries_[i].surface != entries_[i - 1].surface)
      postings = &postings_of(surfaces, entries_[i].surface);
    postings->push_back(entries_[i].posting);
  }
}

bool SegmentStream::next() {
  const bool at = started_ ? cursor_.next() : cursor_.seek(key_of(Part::term, {}));
  started_ = true;
  return at && cursor_.key().front() == static_cast<char>(Part::term);
}

void SegmentStream::add_to(std::vector<SurfacePostings>& surfaces) {
  SurfaceReader reader{cursor_.value()};
  for (SurfaceView view; reader.next(view);) {
    std::vector<Posting>& postings = postings_of(surfaces, view.surface);
    PostingReader list = view.read();
    for (Posting posting; list.next(posting);) postings.push_back(posting);
  }
  if (reader.broken())
    throw Error{Code::unavailable, "The search index is damaged (list): run patchbay search reindex"};
}

void merge(const std::vector<TermStream*>& streams, const std::function<bool(DocNumber)>& is_alive,
           const std::function<void(std::string_view, const std::vector<SurfacePostings>&)>& each) {
  const auto later = [](const TermStream* a, const TermStream* b) { return a->term() > b->term(); };
  std::priority_queue<TermStream*, std::vector<TermStream*>, decltype(later)> heads{later};
  for (TermStream* stream : streams) {
    if (stream->next()) heads.push(stream);
  }
  std::vector<SurfacePostings> surfaces;
  std::string term;
  while (!heads.empty()) {
    term = heads.top()->term();
    surfaces.clear();
    while (!heads.empty() && heads.top()->term() == term) {
      TermStream* stream = heads.top();
      heads.pop();
      stream->add_to(surfaces);
      if (stream->next()) heads.push(stream);
    }
    tidy(surfaces, is_alive);
    if (!surfaces.empty()) each(term, surfaces);
  }
}

}  // namespace patchbay::search
