#include "core/search/document_fields.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/search/segment/bytes.hpp"

namespace patchbay::search {
namespace {

constexpr std::size_t kLongestTitle = 1000;
constexpr std::size_t kLongestText = 1u << 20;  // of a body that is searched at all
constexpr std::size_t kMostSections = 400;
constexpr std::size_t kMostTags = 100;

std::string_view view(const json::string& text) {
  return {text.data(), text.size()};
}

// at_pointer() wants a value, and to make one the document would have to be copied.
const json::value* member_at(const json::object& document, std::string_view pointer) {
  if (!pointer.starts_with('/')) return nullptr;
  const std::size_t next = std::min(pointer.find('/', 1), pointer.size());
  std::string key{pointer.substr(1, next - 1)};
  for (std::size_t at = key.find('~'); at != std::string::npos; at = key.find('~', at + 1)) {
    key.replace(at, 2, key.compare(at, 2, "~1") == 0 ? "/" : "~");
  }
  const json::value* member = document.if_contains(key);
  return member == nullptr || next == pointer.size() ? member : at_pointer(*member, pointer.substr(next));
}

const json::value* mapped(const json::object& mapping, std::string_view name, const json::object& document) {
  const json::value* pointer = mapping.if_contains(name);
  return pointer != nullptr && pointer->is_string() ? member_at(document, view(pointer->get_string()))
                                                    : nullptr;
}

void collect(const json::value& value, std::vector<std::string>& texts) {
  if (const json::string* text = value.if_string()) {
    if (!text->empty()) texts.emplace_back(view(*text));
  } else if (const json::array* list = value.if_array()) {
    for (const json::value& entry : *list) collect(entry, texts);
  }
}

std::vector<std::string> texts_of(const json::value* value) {
  std::vector<std::string> texts;
  if (value != nullptr) collect(*value, texts);
  return texts;
}

std::string joined(const json::value* value, std::string_view separator, std::size_t most) {
  std::string out;
  for (const std::string& text : texts_of(value)) {
    if (!out.empty()) out += separator;
    out += text;
  }
  return cut_utf8(out, most);
}

std::int64_t whole_number(const json::value* value) {
  if (value == nullptr) return 0;
  if (const auto* number = value->if_int64()) return std::clamp<std::int64_t>(*number, -1'000'000, 1'000'000);
  if (value->is_uint64()) return 1'000'000;
  if (const auto* number = value->if_double(); number != nullptr && std::isfinite(*number)) {
    return static_cast<std::int64_t>(std::clamp(*number, -1e6, 1e6));
  }
  return 0;
}

// "/kb/{slug}": {id} is the document's id, other names are its members. Slashes of a value stay.
std::string url_of(std::string_view pattern, std::string_view id, const json::object& document) {
  std::string out;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = open == std::string_view::npos ? open : pattern.find('}', open);
    if (close == std::string_view::npos) return out.append(pattern);
    out += pattern.substr(0, open);
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    std::string value{id};
    if (name != "id")
      value = joined(member_at(document, (name.starts_with('/') ? "" : "/") + std::string{name}), "-", 2000);
    const std::vector<std::string_view> pieces = split(value, '/');
    for (std::size_t i = 0; i < pieces.size(); ++i) out += (i == 0 ? "" : "/") + percent_encode(pieces[i]);
    pattern.remove_prefix(close + 1);
  }
  return out;
}

struct Heading {
  std::string id, text;
  std::size_t at = std::string::npos;
};

std::vector<Heading> headings_of(const json::value* value) {
  std::vector<Heading> out;
  const json::array* list = value == nullptr ? nullptr : value->if_array();
  if (list == nullptr) return out;
  for (const json::value& entry : *list) {
    const json::object* object = entry.if_object();
    if (object == nullptr || out.size() == kMostSections) continue;
    Heading heading;
    if (const json::value* id = object->if_contains("id"); id != nullptr && id->is_string())
      heading.id = view(id->get_string());
    if (const json::value* text = object->if_contains("text"); text != nullptr && text->is_string())
      heading.text = view(text->get_string());
    if (const json::value* at = object->if_contains("at");
        at != nullptr && at->is_int64() && at->get_int64() >= 0) {
      heading.at = static_cast<std::size_t>(at->get_int64());
    }
    if (!heading.id.empty() || !heading.text.empty()) out.push_back(std::move(heading));
  }
  return out;
}

bool is_character_start(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

// Where the heading's section begins at or after `from`: as it says, else at the line that holds its text.
std::size_t place_of(const Heading& heading, std::string_view body, std::size_t from) {
  if (heading.at >= from && heading.at <= body.size() && is_character_start(body, heading.at))
    return heading.at;
  if (heading.text.empty()) return std::string_view::npos;
  for (std::size_t at = body.find(heading.text, from); at != std::string_view::npos;
       at = body.find(heading.text, at + 1)) {
    if (at == 0 || body[at - 1] == '\n') return at;
  }
  return std::string_view::npos;
}

std::vector<Section> sections_of(std::string_view body, std::vector<Heading> headings) {
  std::vector<Section> out(1);
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    std::string_view text = trim(body.substr(begin, end - begin));
    if (text.starts_with(out.back().heading)) text = trim(text.substr(out.back().heading.size()));
    out.back().text = text;
  };
  for (Heading& heading : headings) {
    const std::size_t at = place_of(heading, body, begin);
    if (at == std::string_view::npos) continue;
    close(at);
    begin = at;
    out.push_back({std::move(heading.id), std::move(heading.text), {}});
  }
  close(body.size());
  if (out.front().text.empty() && out.size() > 1) out.erase(out.begin());
  return out;
}

std::string audience_of(const json::object& mapping, const json::object& document) {
  const json::value* value = mapped(mapping, "audience", document);
  if (value == nullptr || value->is_null()) return "public";
  const json::string* text = value->if_string();
  if (text == nullptr) return std::string{kHiddenAudience};
  return text->empty() ? "public" : std::string{view(*text)};
}

bool is_published(const json::object& mapping, const json::object& document) {
  const json::value* wanted = mapping.if_contains("published");
  if (wanted == nullptr || !mapping.contains("status")) return true;
  const json::value* status = mapped(mapping, "status", document);
  return status != nullptr && *status == *wanted;
}

}  // namespace

bool read_fields(const json::object& mapping, std::string_view id, const json::object& document,
                 std::string_view default_locale, DocumentFields& fields) {
  if (!is_published(mapping, document)) return false;
  fields.kind = string_or(mapping, "kind", "");
  fields.title = joined(mapped(mapping, "title", document), " ", kLongestTitle);
  const std::string body = joined(mapped(mapping, "body", document), "\n", kLongestText);
  if (trim(fields.title).empty() && trim(body).empty()) return false;
  fields.sections = sections_of(body, headings_of(mapped(mapping, "headings", document)));
  fields.locale = joined(mapped(mapping, "locale", document), "", 35);
  if (fields.locale.empty()) fields.locale = default_locale;
  fields.tags = texts_of(mapped(mapping, "tags", document));
  if (fields.tags.size() > kMostTags) fields.tags.resize(kMostTags);
  fields.groups = texts_of(mapped(mapping, "groups", document));
  fields.audience = audience_of(mapping, document);
  fields.group = joined(mapped(mapping, "group", document), "/", 1000);
  fields.url = url_of(string_or(mapping, "url", ""), id, document);
  fields.weight = whole_number(mapped(mapping, "weight", document));
  return true;
}

std::string pack_sections(const std::vector<Section>& sections) {
  std::string out;
  put_number(out, sections.size());
  for (const Section& section : sections) {
    put_text(out, section.anchor);
    put_text(out, section.heading);
    put_text(out, section.text);
  }
  return out;
}

std::vector<Section> unpack_sections(std::string_view bytes) {
  ByteReader reader{bytes};
  std::vector<Section> out;
  const std::uint64_t count = reader.number();
  for (std::uint64_t i = 0; i < count && !reader.broken() && !reader.done(); ++i) {
    Section section;
    section.anchor = reader.text();
    section.heading = reader.text();
    section.text = reader.text();
    out.push_back(std::move(section));
  }
  return out;
}

}  // namespace patchbay::search
