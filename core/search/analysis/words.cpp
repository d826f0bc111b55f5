#include "core/search/analysis/words.hpp"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

namespace patchbay::search {
namespace {

enum class Class : std::uint8_t { other, letter, digit, mark, ideograph, unspaced };

constexpr std::size_t kMostParts = 4;      // of a compound that is kept in one piece
constexpr std::size_t kLongestWhole = 40;  // bytes

constexpr std::array<Class, 128> make_ascii() {
  std::array<Class, 128> classes{};
  for (int c = '0'; c <= '9'; ++c) classes[static_cast<std::size_t>(c)] = Class::digit;
  for (int c = 'a'; c <= 'z'; ++c) classes[static_cast<std::size_t>(c)] = Class::letter;
  for (int c = 'A'; c <= 'Z'; ++c) classes[static_cast<std::size_t>(c)] = Class::letter;
  return classes;
}
constexpr std::array<Class, 128> kAscii = make_ascii();

bool within(UChar32 c, UChar32 first, UChar32 last) {
  return c >= first && c <= last;
}

bool is_ideograph(UChar32 c) {
  if (c < 0x1100) return false;
  if (within(c, 0x3040, 0x30FF)) return c != 0x30A0 && c != 0x30FB;
  return within(c, 0x4E00, 0x9FFF) || within(c, 0xAC00, 0xD7A3) || within(c, 0x1100, 0x11FF) ||
         within(c, 0x2E80, 0x2FDF) || within(c, 0x3005, 0x3007) || within(c, 0x3105, 0x312F) ||
         within(c, 0x31A0, 0x31FF) || within(c, 0x3400, 0x4DBF) || within(c, 0xF900, 0xFAFF) ||
         within(c, 0xFF66, 0xFF9D) || within(c, 0x20000, 0x3FFFD);
}

bool is_unspaced(UChar32 c) {
  return within(c, 0xE00, 0xEFF) || within(c, 0x1000, 0x109F) || within(c, 0x1780, 0x17FF) ||
         within(c, 0xAA60, 0xAA7F);
}

Class slow_class(UChar32 c) {
  if (is_ideograph(c)) return Class::ideograph;
  if (is_unspaced(c)) return u_ispunct(c) ? Class::other : Class::unspaced;
  if (c == 0xAD || c == 0x200C || c == 0x200D || c == 0x2060)
    return Class::mark;  // seen by nobody, inside words
  switch (u_charType(c)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
      return Class::letter;
    case U_DECIMAL_DIGIT_NUMBER:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
      return Class::digit;
    case U_NON_SPACING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_ENCLOSING_MARK:
      return Class::mark;
    default:
      return Class::other;
  }
}

Class class_of(UChar32 c) {
  if (c < 0) return Class::other;
  if (c < 0x80) return kAscii[static_cast<std::size_t>(c)];
  if (within(c, 0xC0, 0x24F)) return c == 0xD7 || c == 0xF7 ? Class::other : Class::letter;
  if (within(c, 0x400, 0x481) || within(c, 0x1EA0, 0x1EF9)) return Class::letter;
  return slow_class(c);
}

// A place in the text with the character there already decoded.
struct Reader {
  std::string_view text;
  std::size_t at = 0, after = 0;
  UChar32 c = -1;
  Class kind = Class::other;

  explicit Reader(std::string_view of, std::size_t from = 0) : text{of}, at{from} { read(); }
  bool done() const { return at >= text.size(); }
  void read() {
    if (done()) {
      after = at;
      kind = Class::other;
      return;
    }
    if (const auto byte = static_cast<unsigned char>(text[at]); byte < 0x80) {
      c = byte;
      after = at + 1;
      kind = kAscii[byte];
      return;
    }
    after = at;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    U8_NEXT(bytes, after, text.size(), c);
    kind = class_of(c);
  }
  void step() {
    at = after;
    read();
  }
};

bool is_apostrophe(UChar32 c) {
  return c == '\'' || c == 0x2019 || c == 0x2BC;
}
bool is_joiner(UChar32 c) {
  return c == '-' || c == '.' || c == '_' || c == 0x2010 || c == 0x2011;
}
bool is_hex(char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

// Letters and digits in one piece.
struct Piece {
  std::size_t begin = 0, end = 0;
  int changes = 0;            // between letters and digits
  std::size_t change_at = 0;  // the first of them
  int letters = 0;
  bool ends_lower = false, ends_digit = false;
};

Piece read_piece(Reader& reader) {
  Piece piece{.begin = reader.at};
  Class last = reader.kind;
  while (!reader.done()) {
    if (reader.kind == Class::letter || reader.kind == Class::digit) {
      if (reader.kind != last && piece.changes++ == 0) piece.change_at = reader.at;
      last = reader.kind;
      piece.letters += reader.kind == Class::letter;
      piece.ends_lower = reader.c >= 'a' && reader.c <= 'z';
    } else if (is_apostrophe(reader.c)) {
      Reader ahead = reader;
      ahead.step();
      if (last != Class::letter || ahead.kind != Class::letter) break;
    } else if (reader.kind != Class::mark) {
      break;
    }
    reader.step();
    piece.end = reader.at;
  }
  piece.ends_digit = last == Class::digit;
  return piece;
}

using Sink = std::function<void(const Token&)>;

void emit_piece(std::string_view text, const Piece& piece, const Sink& sink) {
  const auto slice = [&](std::size_t begin, std::size_t end) { return text.substr(begin, end - begin); };
  const std::string_view raw = slice(piece.begin, piece.end);
  if (piece.changes == 1 && piece.letters >= 2) {
    sink({Token::Kind::word, piece.begin, piece.change_at, slice(piece.begin, piece.change_at)});
    sink({Token::Kind::word, piece.change_at, piece.end, slice(piece.change_at, piece.end)});
    sink({Token::Kind::whole, piece.begin, piece.end, raw});
    return;
  }
  sink({Token::Kind::word, piece.begin, piece.end, raw});
  if (raw.size() < 6 || raw[0] != '0' || (raw[1] | 0x20) != 'x') return;
  if (std::all_of(raw.begin() + 2, raw.end(), is_hex))
    sink({Token::Kind::whole, piece.begin, piece.end, raw.substr(2)});
}

void emit_pairs(std::string_view text, std::size_t begin, std::size_t end, const Sink& sink) {
  Reader reader{text.substr(0, end), begin};
  std::size_t first = begin;
  reader.step();
  do {
    const std::size_t until = reader.done() ? end : reader.after;
    sink({Token::Kind::pair, first, until, text.substr(first, until - first)});
    first = reader.at;
    reader.step();
  } while (!reader.done());
}

// Whether the compound goes on behind the joiner the reader stands on.
bool goes_on(const Reader& reader, const Piece& piece) {
  if (reader.done() || !is_joiner(reader.c)) return false;
  Reader ahead = reader;
  ahead.step();
  if (ahead.kind != Class::letter && ahead.kind != Class::digit) return false;
  // "the end.Then" is two sentences, not a compound.
  return !(reader.c == '.' && piece.ends_lower && ahead.c >= 'A' && ahead.c <= 'Z');
}

// A compound: pieces of letters and digits joined by - . or _; the text between digits keeps its dots
// (5.1.90).
void emit_compound(Reader& reader, std::string& joined, const Sink& sink) {
  const std::size_t begin = reader.at;
  std::size_t parts = 0;
  joined.clear();
  for (;; reader.step()) {
    const Piece piece = read_piece(reader);
    emit_piece(reader.text, piece, sink);
    ++parts;
    if (joined.size() <= kLongestWhole) joined += reader.text.substr(piece.begin, piece.end - piece.begin);
    if (!goes_on(reader, piece)) break;
    if (reader.c == '.' && piece.ends_digit && u_isdigit(reader.text[reader.after])) joined += '.';
  }
  if (parts < 2 || parts > kMostParts || joined.size() > kLongestWhole) return;
  sink({Token::Kind::whole, begin, reader.at, joined});
}

}  // namespace

struct WordBreaker::Dictionary {
  std::unique_ptr<icu::BreakIterator> breaks;
};

WordBreaker::WordBreaker() = default;
WordBreaker::~WordBreaker() = default;

void WordBreaker::emit_by_dictionary(std::string_view text, std::size_t begin, std::size_t end,
                                     const Sink& sink) {
  UErrorCode status = U_ZERO_ERROR;
  if (!dictionary_) {
    dictionary_ = std::make_unique<Dictionary>();
    dictionary_->breaks.reset(icu::BreakIterator::createWordInstance(icu::Locale{"th"}, status));
  }
  icu::BreakIterator* breaks = dictionary_->breaks.get();
  UText* run = utext_openUTF8(nullptr, text.data() + begin, static_cast<std::int64_t>(end - begin), &status);
  if (breaks != nullptr && U_SUCCESS(status)) breaks->setText(run, status);
  if (breaks == nullptr || U_FAILURE(status)) {
    sink({Token::Kind::word, begin, end, text.substr(begin, end - begin)});
  } else {
    std::int32_t from = breaks->first();
    for (std::int32_t to = breaks->next(); to != icu::BreakIterator::DONE; from = to, to = breaks->next()) {
      const std::size_t at = begin + static_cast<std::size_t>(from);
      const auto size = static_cast<std::size_t>(to - from);
      sink({Token::Kind::word, at, at + size, text.substr(at, size)});
    }
  }
  if (run != nullptr) utext_close(run);
}

void WordBreaker::each(std::string_view text, const Sink& sink) {
  Reader reader{text};
  while (!reader.done()) {
    switch (const Class kind = reader.kind) {
      case Class::other:
      case Class::mark:
        reader.step();
        break;
      case Class::letter:
      case Class::digit:
        emit_compound(reader, joined_, sink);
        break;
      case Class::ideograph:
      case Class::unspaced: {
        const std::size_t begin = reader.at;
        while (!reader.done() && reader.kind == kind) reader.step();
        if (kind == Class::ideograph) {
          emit_pairs(text, begin, reader.at, sink);
        } else {
          emit_by_dictionary(text, begin, reader.at, sink);
        }
      }
    }
  }
}

}  // namespace patchbay::search
