#include "core/search/segment/segment_reader.hpp"

#include <algorithm>

#include "core/base/error.hpp"

namespace patchbay::search {

std::string_view MemoryRows::row(std::uint32_t number) {
  if (number >= rows_.size()) throw Error{Code::internal, "a segment in memory has no such row"};
  return rows_[number];
}

std::string_view SegmentReader::term(std::string_view term) {
  return seek_exact(key_of(Part::term, term)) ? cursor_.value() : std::string_view{};
}

void SegmentReader::word(std::string_view word, const std::function<void(const WordEntry&)>& each) {
  if (seek_exact(key_of(Part::word, word))) unpack_word(word, cursor_.value(), each);
}

void SegmentReader::words_from(std::string_view prefix,
                               const std::function<bool(std::string_view, const WordEntry&)>& each) {
  const std::string key = key_of(Part::word, prefix);
  bool more = true;
  for (bool at = cursor_.seek(key); at && more && cursor_.key().starts_with(key); at = cursor_.next()) {
    const std::string_view word = cursor_.key().substr(1);
    unpack_word(word, cursor_.value(), [&](const WordEntry& entry) { more = more && each(word, entry); });
  }
}

void SegmentReader::latin(std::string_view shape, const std::function<void(std::string_view)>& each) {
  if (!seek_exact(key_of(Part::latin, shape))) return;
  for (ByteReader reader{cursor_.value()}; !reader.done();) each(reader.text());
}

std::uint32_t SegmentReader::first_of_length(std::size_t letters) {
  const SegmentShape& shape = segment_.shape;
  const std::string key = length_key(letters, {});
  if (!cursor_.seek(key) || cursor_.key().front() != static_cast<char>(Part::length))
    return shape.length_entries;
  return cursor_.entry() - shape.first_length_entry;
}

void SegmentReader::similar(std::u32string_view letters, std::size_t shared, std::size_t shortest,
                            std::size_t longest, std::size_t limit,
                            const std::function<void(std::string_view)>& each) {
  const std::uint32_t begin = first_of_length(shortest);
  const std::uint32_t end = first_of_length(longest + 1);
  if (begin >= end) return;
  std::vector<std::uint8_t> counts(end - begin);
  std::vector<std::uint32_t> found;
  for (std::size_t i = 1; i < letters.size(); ++i) {
    if (!seek_exact(pair_key(letters[i - 1], letters[i]))) continue;
    std::uint32_t place = 0;
    for (ByteReader reader{cursor_.value()}; !reader.done();) {
      place += static_cast<std::uint32_t>(reader.number());
      if (place >= end) break;
      if (place >= begin && ++counts[place - begin] == shared) found.push_back(place);
    }
  }
  if (found.size() > limit) {
    std::stable_sort(found.begin(), found.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return counts[a - begin] > counts[b - begin]; });
    found.resize(limit);
  }
  std::sort(found.begin(), found.end());
  for (const std::uint32_t place : found) {
    if (cursor_.seek_entry(segment_.shape.first_length_entry + place)) each(cursor_.key().substr(2));
  }
}

}  // namespace patchbay::search
