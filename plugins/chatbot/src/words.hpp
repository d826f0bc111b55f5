#pragma once
// What somebody typed as words, so that the ways of typing one word come together: capitals, full-width
// letters, missing Vietnamese marks, Bulgarian in Latin letters.
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::chatbot {

struct Word {
  std::string exact;   // NFKC, case folded, marks kept: "поръчка", "đơn"
  std::string folded;  // marks dropped, Cyrillic as Latin letters: "poracka", "don"
  friend bool operator==(const Word&, const Word&) = default;
};

// At most this much of a message is understood; the rest of a pasted page adds nothing but time.
constexpr std::size_t kMostBytes = 2000;
constexpr std::size_t kMostWords = 200;

// Letters and digits of one run; a sign that carries meaning ("$", "%", "?") and each CJK character alone.
// Never throws: what is no UTF-8 is skipped.
std::vector<Word> words_of(std::string_view text);

// The words joined by spaces, folded: equal when two texts differ only in the ways of typing above.
std::string folded_text(std::string_view text);

}  // namespace patchbay::chatbot
