#include "core/search/query/parsed_query.hpp"

#include <algorithm>
#include <array>

#include "core/base/text.hpp"

namespace patchbay::search {
namespace {

constexpr std::array<std::string_view, 6> kQuotes{"\"", "\u201C", "\u201D", "\u201E", "\u00AB", "\u00BB"};
constexpr std::size_t kMostPhrases = 4;
constexpr std::size_t kMostExcluded = 8;

// Length of the quotation mark at `at`, or 0.
std::size_t quote_at(std::string_view text, std::size_t at) {
  for (const std::string_view quote : kQuotes) {
    if (text.substr(at).starts_with(quote)) return quote.size();
  }
  return 0;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// A minus that stands before a word or phrase and behind nothing.
bool is_minus(std::string_view text, std::size_t at) {
  return text[at] == '-' && (at == 0 || is_space(text[at - 1])) && at + 1 < text.size() &&
         !is_space(text[at + 1]) && text[at + 1] != '-';
}

class Parser {
 public:
  Parser(ParsedQuery& query, WordBreaker& breaker) : query_{query}, text_{query.text}, breaker_{breaker} {}

  void run() {
    std::size_t plain = 0;
    for (std::size_t at = 0; at < text_.size();) {
      const bool minus = is_minus(text_, at);
      const std::size_t from = at + (minus ? 1 : 0);
      const std::size_t quote = quote_at(text_, from);
      const std::size_t close = quote == 0 ? std::string_view::npos : closing(from + quote);
      if (!minus && close == std::string_view::npos) {
        ++at;
        continue;
      }
      add_words(plain, at);
      std::size_t begin = from, end = from;
      if (close != std::string_view::npos) {
        begin = from + quote;
        end = close;
        at = close + quote_at(text_, close);
      } else {
        while (end < text_.size() && !is_space(text_[end])) ++end;
        at = end;
      }
      minus ? exclude(begin, end) : add_phrase(begin, end);
      plain = at;
    }
    add_words(plain, text_.size());
    finish();
  }

 private:
  std::size_t closing(std::size_t from) const {
    for (std::size_t at = from; at < text_.size(); ++at) {
      if (quote_at(text_, at) != 0) return at;
    }
    return std::string_view::npos;
  }

  void add_words(std::size_t begin, std::size_t end) {
    breaker_.each(text_.substr(begin, end - begin), [&](const Token& token) {
      add({std::string{token.raw}, begin + token.begin, begin + token.end, false,
           token.kind == Token::Kind::whole});
    });
  }

  void add(QueryWord word) {
    if (query_.words.size() == kMostWords) return;
    const auto same = [&](const QueryWord& known) { return known.raw == word.raw; };
    const auto known = std::find_if(query_.words.begin(), query_.words.end(), same);
    if (known == query_.words.end()) {
      query_.words.push_back(std::move(word));
    } else {
      known->is_extra = known->is_extra && word.is_extra;
      known->begin = word.begin;
      known->end = word.end;
    }
  }

  std::vector<std::string> words_in(std::size_t begin, std::size_t end) {
    std::vector<std::string> words;
    breaker_.each(text_.substr(begin, end - begin), [&](const Token& token) {
      if (token.kind != Token::Kind::whole && words.size() < kMostWords) words.emplace_back(token.raw);
    });
    return words;
  }

  void add_phrase(std::size_t begin, std::size_t end) {
    std::vector<std::string> words = words_in(begin, end);
    add_words(begin, end);
    if (words.size() > 1 && query_.phrases.size() < kMostPhrases) query_.phrases.push_back(std::move(words));
  }

  void exclude(std::size_t begin, std::size_t end) {
    std::vector<std::string> words = words_in(begin, end);
    if (!words.empty() && query_.excluded.size() < kMostExcluded) query_.excluded.push_back(std::move(words));
  }

  // The last word may be unfinished when nothing stands behind it.
  void finish() {
    for (auto word = query_.words.rbegin(); word != query_.words.rend(); ++word) {
      if (word->is_extra) continue;
      word->is_prefix = word->end == text_.size();
      return;
    }
  }

  ParsedQuery& query_;
  std::string_view text_;
  WordBreaker& breaker_;
};

}  // namespace

ParsedQuery parse_query(std::string_view text, WordBreaker& breaker) {
  ParsedQuery query;
  query.text = cut_utf8(to_valid_utf8(text.substr(0, 4 * kLongestQuery)), kLongestQuery);
  Parser{query, breaker}.run();
  return query;
}

}  // namespace patchbay::search
