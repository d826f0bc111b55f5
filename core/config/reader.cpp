#include "core/config/reader.hpp"

#include <algorithm>

#include "core/config/amount.hpp"
#include "core/config/nearest.hpp"
#include "core/config/placeholder.hpp"

namespace patchbay::config {
namespace {

std::string kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "text";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date";
  }
}

std::string join(std::initializer_list<std::string_view> words) {
  std::string out;
  for (const auto word : words) out += (out.empty() ? "\"" : ", \"") + std::string{word} + "\"";
  return out;
}

Place place_of(const toml::source_region& source) {
  return {source.path ? *source.path : "", static_cast<int>(source.begin.line),
          static_cast<int>(source.begin.column)};
}

}  // namespace

void Reading::problem(const toml::source_region& where, const std::string& text) {
  const Place place = place_of(where);
  problems.push_back({place.file, place.line, place.column, text});
}

void Reading::problem(const toml::node* where, const std::string& text) {
  problem(where ? where->source() : toml::source_region{}, text);
}

void Reading::advice(const toml::node* where, const std::string& text) {
  problem(where, text);
  problems.back().advice = true;
}

Section::Section(Reading& reading, const toml::table* table, std::string path)
    : reading_{&reading}, table_{table}, path_{std::move(path)} {}

std::string Section::dotted(std::string_view key) const {
  return path_.empty() ? std::string{key} : path_ + "." + std::string{key};
}

std::vector<std::string> Section::keys() const {
  std::vector<std::string> names;
  if (table_)
    for (const auto& [key, value] : *table_) names.emplace_back(key.str());
  return names;
}

const toml::node* Section::node(std::string_view key) {
  known_.emplace_back(key);
  const toml::node* found = table_ ? table_->get(key) : nullptr;
  if (found) reading_->config.places[dotted(key)] = place_of(found->source());
  return found;
}

void Section::problem(std::string_view key, const std::string& text) {
  reading_->problem(table_ ? table_->get(key) : nullptr, dotted(key) + " " + text);
}

void Section::advice(std::string_view key, const std::string& text) {
  reading_->advice(table_ ? table_->get(key) : nullptr, dotted(key) + " " + text);
}

std::string Section::text_of(const toml::node& node, const std::string& name, const std::string& fallback) {
  const auto* value = node.as_string();
  if (!value) {
    reading_->problem(&node, name + " is " + kind_of(node) + "; write text in quotes");
    return fallback;
  }
  const Filled filled = fill(value->get(), reading_->folder);
  if (!filled.problem.empty()) {
    reading_->problem(&node, name + ": " + filled.problem);
    return fallback;
  }
  if (filled.changed) reading_->config.written[name] = value->get();
  return filled.text;
}

std::vector<std::string> Section::texts_of(const toml::node& node, const std::string& name) {
  std::vector<std::string> texts;
  const auto* list = node.as_array();
  if (!list) {
    reading_->problem(&node, name + " is " + kind_of(node) + "; write a list: [\"…\"]");
    return texts;
  }
  std::size_t at = 0;
  for (const toml::node& item : *list) {
    const std::string item_name = name + "[" + std::to_string(at++) + "]";
    reading_->config.places[item_name] = place_of(item.source());
    texts.push_back(text_of(item, item_name, ""));
  }
  return texts;
}

std::string Section::text(std::string_view key, const std::string& fallback) {
  const toml::node* found = node(key);
  return found ? text_of(*found, dotted(key), fallback) : fallback;
}

std::string Section::choice(std::string_view key, const std::string& fallback,
                            std::initializer_list<std::string_view> words) {
  const std::string value = text(key, fallback);
  if (std::ranges::find(words, value) != words.end()) return value;
  problem(key, "is \"" + value + "\"; write one of " + join(words));
  return fallback;
}

std::int64_t Section::integer(std::string_view key, std::int64_t fallback, std::int64_t least,
                              std::int64_t most) {
  const toml::node* found = node(key);
  if (!found) return fallback;
  const auto* value = found->as_integer();
  if (value && value->get() >= least && value->get() <= most) return value->get();
  problem(key, "is out of range; write a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most));
  return fallback;
}

std::int64_t Section::size(std::string_view key, std::int64_t fallback) {
  const toml::node* found = node(key);
  if (!found) return fallback;
  if (const auto* number = found->as_integer(); number && number->get() >= 0) return number->get();
  if (const auto* value = found->as_string())
    if (const auto bytes = parse_size(value->get())) return *bytes;
  problem(key, "is not a size; write \"16M\", \"64K\" or a number of bytes");
  return fallback;
}

std::vector<std::string> Section::texts(std::string_view key, const std::vector<std::string>& fallback) {
  const toml::node* found = node(key);
  return found ? texts_of(*found, dotted(key)) : fallback;
}

Section Section::section(std::string_view key) {
  const toml::node* found = node(key);
  if (found && !found->is_table())
    reading_->problem(found,
                      dotted(key) + " is " + kind_of(*found) + "; write a table: [" + dotted(key) + "]");
  return {*reading_, found ? found->as_table() : nullptr, dotted(key)};
}

std::vector<std::pair<std::string, Section>> Section::sections() {
  std::vector<std::pair<std::string, Section>> all;
  for (const std::string& key : keys()) all.emplace_back(key, section(key));
  return all;
}

void Section::finish() {
  if (!table_) return;
  for (const auto& [key, value] : *table_) {
    const std::string name{key.str()};
    if (std::ranges::find(known_, name) != known_.end()) continue;
    const std::string meant = nearest(name, known_);
    reading_->problem(key.source(), "there is no key " + dotted(name) +
                                        (meant.empty() ? "; remove it" : "; did you mean " + meant + "?"));
  }
}

}  // namespace patchbay::config
