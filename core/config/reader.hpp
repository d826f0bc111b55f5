#pragma once
// Reads one table strictly: every key is asked for by name and type, and what nobody asked for is a problem.
#include <toml++/toml.h>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/config.hpp"

namespace patchbay::config {

// What the reading of all tables shares.
struct Reading {
  Config& config;
  std::vector<Problem>& problems;
  std::string folder;  // relative paths start here

  void problem(const toml::node* where, const std::string& text);
  void problem(const toml::source_region& where, const std::string& text);
  void advice(const toml::node* where, const std::string& text);
};

class Section {
 public:
  // `table` may be null: every question then gets its fallback.
  Section(Reading& reading, const toml::table* table, std::string path);

  // Each marks `key` as known. A wrong type is a problem and gives the fallback; texts have their
  // placeholders filled.
  std::string text(std::string_view key, const std::string& fallback);
  std::string choice(std::string_view key, const std::string& fallback,
                     std::initializer_list<std::string_view> words);
  std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t least, std::int64_t most);
  std::int64_t size(std::string_view key, std::int64_t fallback);
  std::vector<std::string> texts(std::string_view key, const std::vector<std::string>& fallback);
  Section section(std::string_view key);
  std::vector<std::pair<std::string, Section>>
  sections();                                    // every member is a table with a name of the operator's
  const toml::node* node(std::string_view key);  // null where absent

  // Any node as text, list or JSON; `dotted` is its full name.
  std::string text_of(const toml::node& node, const std::string& dotted, const std::string& fallback);
  std::vector<std::string> texts_of(const toml::node& node, const std::string& dotted);

  void problem(std::string_view key, const std::string& text);  // at the key's value
  void advice(std::string_view key, const std::string& text);
  std::string dotted(std::string_view key) const;
  std::vector<std::string> keys() const;
  bool present() const { return table_ != nullptr; }
  const toml::table* table() const { return table_; }
  Reading& reading() { return *reading_; }

  void finish();  // every key nobody asked for is a problem, with the nearest known one

 private:
  Reading* reading_;
  const toml::table* table_;
  std::string path_;
  std::vector<std::string> known_;
};

}  // namespace patchbay::config
