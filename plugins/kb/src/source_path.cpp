#include "source_path.hpp"

#include <vector>

#include "text.hpp"

namespace patchbay::kb {

Reference split_reference(std::string_view href) {
  Reference reference;
  if (const std::size_t hash = href.find('#'); hash != std::string_view::npos) {
    reference.fragment = decode_percent(href.substr(hash + 1));
    href = href.substr(0, hash);
  }
  if (const std::size_t mark = href.find('?'); mark != std::string_view::npos) {
    reference.query = href.substr(mark + 1);
    href = href.substr(0, mark);
  }
  reference.path = decode_percent(href);
  return reference;
}

std::optional<std::string> resolve_path(std::string_view from, std::string_view reference) {
  std::vector<std::string> parts;
  const auto walk = [&parts](std::string_view path) {
    std::string part;
    for (std::size_t at = 0; at <= path.size(); ++at) {
      const char c = at < path.size() ? path[at] : '/';
      if (c != '/' && c != '\\') {
        part += c;
        continue;
      }
      if (part == "..") {
        if (parts.empty()) return false;
        parts.pop_back();
      } else if (!part.empty() && part != ".") {
        parts.push_back(part);
      }
      part.clear();
    }
    return true;
  };
  const bool from_root = reference.starts_with('/') || reference.starts_with('\\');
  if (!from_root && !walk(folder_of(from))) return std::nullopt;
  if (!walk(reference)) return std::nullopt;
  std::string path;
  for (const std::string& part : parts) path += (path.empty() ? "" : "/") + part;
  return path;
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view stem_of(std::string_view path) {
  const std::string_view name = name_of(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string_view ending_of(std::string_view path) {
  const std::string_view name = name_of(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

std::string scheme_of(std::string_view href) {
  std::string scheme;
  for (const char c : href) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) continue;  // browsers drop these before they look
    if (c == ':') return scheme;
    const char l = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const bool letter = l >= 'a' && l <= 'z';
    const bool later = (l >= '0' && l <= '9') || l == '+' || l == '-' || l == '.';
    if (!letter && (scheme.empty() || !later)) return {};
    scheme += l;
  }
  return {};
}

}  // namespace patchbay::kb
