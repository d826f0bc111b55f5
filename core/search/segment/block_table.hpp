#pragma once
// A sorted map of bytes to bytes in rows of at most kRowBytes: one row is one page of the database. Written
// once in the order of the keys, then only read. The directory (the first key of each block) is what stays in
// memory.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::search {

constexpr std::size_t kRowBytes = 4000;
constexpr std::size_t kLongestKey = 255;

// Gives the rows of one table, numbered from 0.
class RowSource {
 public:
  virtual ~RowSource() = default;
  // Borrowed until the next call. Throws Error{unavailable} where the row is missing.
  virtual std::string_view row(std::uint32_t number) = 0;
};

class Directory {
 public:
  void add(std::string_view first_key, std::uint32_t row, std::uint32_t first_entry);
  std::size_t blocks() const noexcept { return rows_.size(); }
  // The block that would hold the key; blocks() when it is before the first.
  std::size_t block_of(std::string_view key) const noexcept;
  // The block that holds the entry of this number.
  std::size_t block_of_entry(std::uint32_t entry) const noexcept;
  std::string_view first_key(std::size_t block) const noexcept;
  std::uint32_t row(std::size_t block) const noexcept { return rows_[block]; }
  std::uint32_t first_entry(std::size_t block) const noexcept { return entries_[block]; }
  std::size_t memory() const noexcept;

  std::string packed() const;
  // Throws Error{unavailable} when the bytes are no directory.
  static Directory unpack(std::string_view bytes);

 private:
  std::string keys_;
  std::vector<std::uint32_t> ends_;  // of each key in keys_
  std::vector<std::uint32_t> rows_;
  std::vector<std::uint32_t> entries_;  // entries before each block
};

class BlockWriter {
 public:
  // Gets every row once, in order.
  explicit BlockWriter(std::function<void(std::uint32_t number, std::string_view bytes)> sink);

  // Keys must rise, be 1…kLongestKey bytes; a value may be of any size.
  void add(std::string_view key, std::string_view value);
  std::uint32_t entries() const noexcept { return entries_; }
  std::uint32_t rows() const noexcept { return next_row_; }
  Directory finish();

 private:
  void close_block();
  void write_row(std::string_view bytes);

  std::function<void(std::uint32_t, std::string_view)> sink_;
  Directory directory_;
  std::string block_, first_key_, last_key_;
  std::uint32_t next_row_ = 0, entries_ = 0, block_entry_ = 0;
};

// Walks over the entries of a table from a place on. Not thread safe.
class BlockCursor {
 public:
  BlockCursor(const Directory& directory, RowSource& rows) noexcept : directory_{directory}, rows_{rows} {}

  // Stands on the first entry whose key is not below `key`; false when there is none.
  bool seek(std::string_view key);
  // Stands on the entry of this number. Numbers that rise are cheapest.
  bool seek_entry(std::uint32_t entry);
  bool next();

  std::string_view key() const noexcept { return {key_, key_size_}; }
  // Borrowed until the next call on this cursor.
  std::string_view value();
  // The number of the entry in the table, from 0.
  std::uint32_t entry() const noexcept { return entry_; }

 private:
  bool open(std::size_t block);
  bool step();

  const Directory& directory_;
  RowSource& rows_;
  std::size_t block_ = 0;
  std::string bytes_;   // the open block
  std::size_t at_ = 0;  // of the next entry in it
  char key_[kLongestKey] = {};
  std::size_t key_size_ = 0;
  std::uint32_t entry_ = 0;
  std::uint64_t value_size_ = 0;
  std::uint32_t value_row_ = 0;
  bool external_ = false;
  std::size_t value_at_ = 0;
  bool open_ = false;
  std::string external_value_;
};

}  // namespace patchbay::search
