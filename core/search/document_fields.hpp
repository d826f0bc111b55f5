#pragma once
// What a document offers to search, read by its collection's mapping (core/store/documents.hpp shows one).
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"

namespace patchbay::search {

struct Section {
  std::string anchor, heading;  // empty before the first heading
  std::string text;             // without the heading
};

struct DocumentFields {
  std::string kind, title, locale, url, group;
  std::vector<std::string> tags, groups;
  std::string audience;  // "public" when none is given
  std::vector<Section> sections;
  std::int64_t weight = 0;
};

// Audience of a document whose own cannot be read: nobody has it, so only Visibility::all() sees the
// document.
constexpr std::string_view kHiddenAudience = "\x1fhidden";

// False when the document is not to be found: its status is not the published one, or it has neither title
// nor body.
bool read_fields(const json::object& mapping, std::string_view id, const json::object& document,
                 std::string_view default_locale, DocumentFields& fields);

// Sections as bytes and back; unpacking damaged bytes gives what could be read.
std::string pack_sections(const std::vector<Section>& sections);
std::vector<Section> unpack_sections(std::string_view bytes);

}  // namespace patchbay::search
