#include "core/config/email.hpp"

#include <algorithm>

namespace patchbay::config {

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.size() > 254) return false;
  const auto host = text.substr(at + 1);
  const bool plain = std::ranges::none_of(text, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '<' || c == '>' || c == ',' ||
           c == ';' || c == '"';
  });
  return plain && host.find('@') == std::string_view::npos && host.size() >= 3 &&
         host.find('.') != std::string_view::npos && !host.starts_with('.') && !host.ends_with('.');
}

}  // namespace patchbay::config
