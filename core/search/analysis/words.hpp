#pragma once
// Finds the words of a text. Letters and digits by the Unicode rules, with shortcuts for what most text is
// made of; ICU's dictionary breaks for scripts without spaces (Thai, Lao, Khmer, Burmese); pairs of
// characters for Chinese, Japanese, Korean.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace patchbay::search {

struct Token {
  enum class Kind : std::uint8_t {
    word,   // one after the other, these are the text
    whole,  // besides: a compound in one piece ("windows10" of Windows-10, "8004de80" of 0x8004de80)
    pair,   // two characters of Chinese, Japanese or Korean; overlapping
  };
  Kind kind = Kind::word;
  std::size_t begin = 0, end = 0;  // bytes in the text; of a whole: all its parts
  std::string_view raw;            // as written; of a whole: joined. Borrowed until the callback returns
};

// Not thread safe: one per thread, cheap to keep.
class WordBreaker {
 public:
  WordBreaker();
  ~WordBreaker();
  // A whole comes right after its last part. Any bytes are taken; those that are no UTF-8 separate words.
  void each(std::string_view text, const std::function<void(const Token&)>& sink);

 private:
  using Sink = std::function<void(const Token&)>;
  struct Dictionary;
  void emit_by_dictionary(std::string_view text, std::size_t begin, std::size_t end, const Sink& sink);
  std::unique_ptr<Dictionary> dictionary_;  // made when first needed: it holds some hundred kilobytes
  std::string joined_;
};

}  // namespace patchbay::search
