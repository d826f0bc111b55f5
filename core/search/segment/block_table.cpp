#include "core/search/segment/block_table.hpp"

#include <algorithm>
#include <cstring>

#include "core/base/error.hpp"
#include "core/search/segment/bytes.hpp"

namespace patchbay::search {
namespace {

// A value above this gets rows of its own, so that looking a key up reads past no long lists.
constexpr std::size_t kLongestInline = 600;

[[noreturn]] void throw_broken(std::string_view what) {
  throw Error{Code::unavailable,
              "The search index is damaged (" + std::string{what} + "): run patchbay search reindex"};
}

std::size_t shared_prefix(std::string_view a, std::string_view b) noexcept {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t shared = 0;
  while (shared < most && a[shared] == b[shared]) ++shared;
  return shared;
}

}  // namespace

void Directory::add(std::string_view first_key, std::uint32_t row, std::uint32_t first_entry) {
  keys_ += first_key;
  ends_.push_back(static_cast<std::uint32_t>(keys_.size()));
  rows_.push_back(row);
  entries_.push_back(first_entry);
}

std::string_view Directory::first_key(std::size_t block) const noexcept {
  const std::size_t begin = block == 0 ? 0 : ends_[block - 1];
  return std::string_view{keys_}.substr(begin, ends_[block] - begin);
}

std::size_t Directory::block_of(std::string_view key) const noexcept {
  std::size_t low = 0,
              high = blocks();  // the first block whose first key is above the key lies in [low, high]
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (first_key(middle) <= key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? blocks() : low - 1;
}

std::size_t Directory::block_of_entry(std::uint32_t entry) const noexcept {
  const auto after = std::upper_bound(entries_.begin(), entries_.end(), entry);
  return after == entries_.begin() ? blocks() : static_cast<std::size_t>(after - entries_.begin()) - 1;
}

std::size_t Directory::memory() const noexcept {
  return keys_.capacity() + 4 * (ends_.capacity() + rows_.capacity() + entries_.capacity());
}

std::string Directory::packed() const {
  std::string out;
  put_number(out, blocks());
  for (std::size_t i = 0; i < blocks(); ++i) {
    put_text(out, first_key(i));
    put_number(out, rows_[i] - (i == 0 ? 0 : rows_[i - 1]));
    put_number(out, entries_[i] - (i == 0 ? 0 : entries_[i - 1]));
  }
  return out;
}

Directory Directory::unpack(std::string_view bytes) {
  ByteReader reader{bytes};
  const std::uint64_t blocks = reader.number();
  if (blocks > bytes.size()) throw_broken("directory");
  Directory out;
  out.ends_.reserve(blocks);
  out.rows_.reserve(blocks);
  out.entries_.reserve(blocks);
  std::uint32_t row = 0, entry = 0;
  for (std::uint64_t i = 0; i < blocks; ++i) {
    const std::string_view key = reader.text();
    row += static_cast<std::uint32_t>(reader.number());
    entry += static_cast<std::uint32_t>(reader.number());
    out.add(key, row, entry);
  }
  if (reader.broken() || !reader.done()) throw_broken("directory");
  out.keys_.shrink_to_fit();
  return out;
}

BlockWriter::BlockWriter(std::function<void(std::uint32_t, std::string_view)> sink)
    : sink_{std::move(sink)} {}

void BlockWriter::write_row(std::string_view bytes) {
  sink_(next_row_++, bytes);
}

void BlockWriter::add(std::string_view key, std::string_view value) {
  if (key.empty() || key.size() > kLongestKey || key <= last_key_)
    throw Error{Code::internal, "keys of a block table must rise"};
  const bool external = value.size() > kLongestInline;
  if (block_.size() + key.size() + (external ? 0 : value.size()) + 16 > kRowBytes) close_block();
  const bool first = block_.empty();
  if (first) {
    first_key_ = key;
    block_entry_ = entries_;
  }
  const std::size_t shared = first ? 0 : shared_prefix(key, last_key_);
  put_number(block_, shared);
  put_number(block_, key.size() - shared);
  put_number(block_, value.size() << 1 | (external ? 1U : 0U));
  block_ += key.substr(shared);
  if (external) {
    put_number(block_, next_row_);
    for (std::size_t at = 0; at < value.size(); at += kRowBytes) write_row(value.substr(at, kRowBytes));
  } else {
    block_ += value;
  }
  last_key_ = key;
  ++entries_;
}

void BlockWriter::close_block() {
  if (block_.empty()) return;
  directory_.add(first_key_, next_row_, block_entry_);
  write_row(block_);
  block_.clear();
}

Directory BlockWriter::finish() {
  close_block();
  return std::move(directory_);
}

bool BlockCursor::open(std::size_t block) {
  if (block >= directory_.blocks()) return false;
  if (!open_ || block != block_) bytes_ = rows_.row(directory_.row(block));
  open_ = true;
  block_ = block;
  at_ = 0;
  key_size_ = 0;
  entry_ = directory_.first_entry(block) - 1;  // step() moves on to the first; wraps around at 0
  return step();
}

bool BlockCursor::step() {
  if (at_ >= bytes_.size()) return false;
  ByteReader reader{std::string_view{bytes_}.substr(at_)};
  const std::uint64_t shared = reader.number();
  const std::uint64_t rest = reader.number();
  const std::uint64_t size = reader.number();
  const std::string_view suffix = reader.bytes(rest);
  if (reader.broken() || shared > key_size_ || shared + rest > kLongestKey) throw_broken("block");
  std::memcpy(key_ + shared, suffix.data(), suffix.size());
  key_size_ = shared + rest;
  value_size_ = size >> 1;
  external_ = (size & 1U) != 0;
  if (external_) {
    value_row_ = static_cast<std::uint32_t>(reader.number());
  } else {
    value_at_ = static_cast<std::size_t>(reader.here() - bytes_.data());
    reader.bytes(value_size_);
  }
  if (reader.broken()) throw_broken("block");
  at_ = static_cast<std::size_t>(reader.here() - bytes_.data());
  ++entry_;
  return true;
}

bool BlockCursor::next() {
  return step() || open(block_ + 1);
}

bool BlockCursor::seek(std::string_view wanted) {
  const std::size_t block = directory_.block_of(wanted);
  if (!open(block == directory_.blocks() ? 0 : block)) return false;
  while (key() < wanted) {
    if (!next()) return false;
  }
  return true;
}

bool BlockCursor::seek_entry(std::uint32_t entry) {
  const std::size_t block = directory_.block_of_entry(entry);
  const bool onward = open_ && block == block_ && entry >= entry_ && entry_ + 1 != 0;
  if (!onward && !open(block)) return false;
  while (entry_ < entry) {
    if (!step()) return false;
  }
  return true;
}

std::string_view BlockCursor::value() {
  if (!external_) return std::string_view{bytes_}.substr(value_at_, value_size_);
  external_value_.clear();
  external_value_.reserve(value_size_);
  for (std::uint32_t row = value_row_; external_value_.size() < value_size_; ++row) {
    const std::string_view piece = rows_.row(row);
    if (piece.empty() || external_value_.size() + piece.size() > value_size_) throw_broken("list");
    external_value_ += piece;
  }
  return external_value_;
}

}  // namespace patchbay::search
