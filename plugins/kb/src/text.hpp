#pragma once
// Unicode text: what slugs, anchors, reading time and passages need. All functions take and give UTF-8.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::kb {

bool is_utf8(std::string_view text) noexcept;  // strict, and without NUL
std::string to_nfc(std::string_view text);     // what is not UTF-8 comes back unchanged
std::string lower(std::string_view text);      // every script, independent of the language
std::string_view trim(std::string_view text) noexcept;
std::string squeeze(std::string_view text);  // trimmed, each run of white space one space
std::string cut(std::string_view text,
                std::size_t max_bytes);  // never splits a character; "…" where something was cut
std::vector<std::string_view> lines_of(std::string_view text);  // without line ends, CRLF or LF
std::string fold_key(
    std::string_view text);  // NFC, lower, squeezed: equal when people would call them the same

// Words as people count them; a run of CJK counts one word for every two characters.
std::size_t count_words(std::string_view text);

// Letters, digits and marks of any script, lower case, everything else one '-': "Върнете продукт!" →
// "върнете-продукт". At most 80 characters; empty when nothing is left.
std::string slug_of(std::string_view text);
// The same rule as web hosts of Markdown use, so that links written for them work: spaces to '-', punctuation
// dropped,
// '-' and '_' kept. Empty when nothing is left.
std::string anchor_of(std::string_view heading);

bool starts_with_ci(std::string_view text, std::string_view prefix) noexcept;  // ASCII case
bool equal_ci(std::string_view a, std::string_view b) noexcept;                // ASCII case
std::string lower_ascii(std::string_view text);

// The words that tell what a text is about: folded, at least three characters, each once.
std::vector<std::string> topic_words(std::string_view text);

// Bytes a path in a URL may carry stay ('/' too), the rest is percent-encoded.
std::string encode_path(std::string_view path);
std::string decode_percent(std::string_view text);  // what is no escape stays

// 128 bits as hex over the parts and where they end, for change detection and content addresses.
std::string digest_of(std::initializer_list<std::string_view> parts);

}  // namespace patchbay::kb
