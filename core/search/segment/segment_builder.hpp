#pragma once
// Builds a segment: an immutable table of terms with their postings, and of what finds them: the words as
// written (for unfinished words and corrections), Latin shapes of Cyrillic stems, words by length and by
// pairs of letters (for typos).
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/search/segment/block_table.hpp"
#include "core/search/segment/postings.hpp"

namespace patchbay::search {

// First byte of a key.
enum class Part : char {
  term = '1',    // term → pack_surfaces()
  word = '2',    // word without marks → pack_word() for each surface of it
  latin = '3',   // latin_shape() of a term → the terms
  length = '4',  // number of letters, word without marks → nothing
  pair = '5',    // hash of two neighbouring letters → places in `length`, in order
};

std::string key_of(Part part, std::string_view rest);
std::string length_key(std::size_t letters, std::string_view word);
std::string pair_key(char32_t first, char32_t second);

// A surface as the section `word` keeps it.
struct WordEntry {
  std::string_view surface, term;
  std::uint32_t documents = 0, titles = 0;  // that hold it; hold it in the title
};
// `word` is the key; calls `each` for every entry of the value. False when the bytes are damaged.
bool unpack_word(std::string_view word, std::string_view value,
                 const std::function<void(const WordEntry&)>& each);

// Code points of a word with one mark before and one behind (U+0002, U+0003); empty when it is no UTF-8.
std::u32string letters_of(std::string_view word);
std::string word_of(std::u32string_view letters);  // and back
// Whether typos are looked for in this word: letters only, 3…24 of them.
bool can_have_typo(std::u32string_view letters) noexcept;

constexpr char32_t kWordBegin = 2;
constexpr char32_t kWordEnd = 3;

struct SegmentShape {
  Directory directory;
  std::uint32_t rows = 0;
  std::uint32_t first_length_entry = 0;  // number of the first entry of `length`
  std::uint32_t length_entries = 0;
  std::uint64_t bytes = 0;
};

class SegmentBuilder {
 public:
  explicit SegmentBuilder(std::function<void(std::uint32_t row, std::string_view bytes)> sink);
  // Terms must rise.
  void add(std::string_view term, const std::vector<SurfacePostings>& surfaces);
  SegmentShape finish();

 private:
  struct Lexeme {  // offsets into texts_
    std::uint32_t word, surface, term;
    std::uint16_t word_size, surface_size, term_size;
    std::uint32_t documents, titles;
  };
  std::uint32_t keep(std::string_view text);
  std::string_view text(std::uint32_t at, std::uint16_t size) const {
    return std::string_view{texts_}.substr(at, size);
  }
  std::string_view word(const Lexeme& one) const { return text(one.word, one.word_size); }
  void write_words();
  void write_latin();
  void write_lengths();
  void write_pairs();

  std::uint64_t bytes_ = 0;
  BlockWriter writer_;
  SegmentShape shape_;
  std::string texts_;
  std::vector<Lexeme> lexemes_;
  std::vector<std::pair<std::string, std::string>> latin_;  // shape, term
  std::vector<std::uint64_t> pairs_;                        // hash of the pair << 32 | place
};

}  // namespace patchbay::search
