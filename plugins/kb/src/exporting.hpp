#pragma once
// The store's articles as files whose import changes nothing: Markdown (or HTML) with front matter,
// categories as _category.md, pictures and included passages beside them.
#include <string>

#include "library.hpp"

namespace patchbay::kb {

// {"files":[{"path","text"}|{"path","base64"}],"next":cursor|null}; about 4 MB at a time. `locale` and
// `source` empty = all.
json::object export_page(const Library& library, const std::string& locale, const std::string& source,
                         const std::string& cursor);

std::string encode_base64(std::string_view bytes);

}  // namespace patchbay::kb
