#pragma once
// Paths and query strings of a request, decoded.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::gateway {

// A path as its decoded segments: "/kb/a%20b" is {"kb","a b"}, "/kb/" is {"kb",""}, "/" is {""}.
struct Path {
  std::vector<std::string> segments;
  std::string text() const;  // "/kb/a b"
};

// nullopt for what no page of ours links to and no browser sends: no slash at the start, a broken escape, a control
// character, bytes that are not UTF-8, the segments "." and "..", a backslash.
std::optional<Path> parse_path(std::string_view raw);

// "q=a+b&x=%26" → {{"q","a b"},{"x","&"}}. A broken escape stays as it is; wrong UTF-8 becomes U+FFFD; after 100 pairs
// the rest is ignored.
class Query {
 public:
  explicit Query(std::string_view raw);
  std::string get(std::string_view name) const;  // the first of that name; empty where there is none
  bool has(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& pairs() const { return pairs_; }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

// The bytes behind '%' and '+' of a form or query value.
std::string decode_form(std::string_view text);

}  // namespace patchbay::gateway
