#pragma once
// Paths inside an imported folder: always with '/', relative to its root, never leaving it.
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::kb {

struct Reference {
  std::string path;      // decoded; empty = this same file
  std::string fragment;  // without '#'
  std::string query;     // without '?'
};
Reference split_reference(std::string_view href);

// `reference` as seen from the file `from`; nothing when it leaves the folder. A leading '/' starts at the
// root. "." and
// ".." are resolved, a backslash counts as '/'.
std::optional<std::string> resolve_path(std::string_view from, std::string_view reference);

std::string_view folder_of(std::string_view path);  // "a/b.md" → "a"; "" at the root
std::string_view name_of(std::string_view path);    // "a/b.md" → "b.md"
std::string_view stem_of(std::string_view path);    // "a/b.md" → "b"
std::string_view ending_of(std::string_view path);  // "a/b.MD" → "MD"

// "http", "mailto" …, lower case; empty for a relative reference. White space and controls inside do not hide
// one.
std::string scheme_of(std::string_view href);

}  // namespace patchbay::kb
