// Named and numeric references, by the table cmark-gfm carries. Alone in its file: the header defines short
// macros.
#include <cmark-gfm/houdini.h>

#include "html_tree.hpp"

namespace patchbay::kb {

std::string decode_entities(std::string_view text) {
  if (text.find('&') == std::string_view::npos) return std::string{text};
  cmark_strbuf buffer;
  cmark_strbuf_init(cmark_get_default_mem_allocator(), &buffer, static_cast<bufsize_t>(text.size()));
  houdini_unescape_html_f(&buffer, reinterpret_cast<const std::uint8_t*>(text.data()),
                          static_cast<bufsize_t>(text.size()));
  std::string out{reinterpret_cast<const char*>(buffer.ptr), static_cast<std::size_t>(buffer.size)};
  cmark_strbuf_free(&buffer);
  return out;
}

}  // namespace patchbay::kb
