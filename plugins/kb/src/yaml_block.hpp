#pragma once
// The block-structured part of the YAML subset: maps and lists by indentation, and what stands at their
// leaves.
#include <string>
#include <string_view>
#include <vector>

#include "json.hpp"
#include "problem.hpp"

namespace patchbay::kb {

struct YamlLine {
  int number = 0;  // of the file
  std::size_t indent = 0;
  std::string_view text;  // after the indentation
  std::string_view whole;
};

class YamlBlock {
 public:
  YamlBlock(std::vector<YamlLine> lines, Problems& problems)
      : lines_{std::move(lines)}, problems_{problems} {}

  // The map all lines form. Throws SourceError.
  json::object read();

  struct Key {
    std::string name;
    int line;
  };
  const std::vector<Key>& keys() const { return keys_; }  // of the outermost map

 private:
  json::value block(std::size_t indent, int depth);
  json::object map(std::size_t indent, int depth);
  json::array list(std::size_t indent, int depth);
  json::value after_dash(std::size_t indent, std::string_view rest, int depth);
  json::value value(std::string_view rest, std::size_t indent, bool in_list, int depth);
  json::value flow(std::string_view rest, std::size_t indent);
  std::string literal(std::string_view head, std::size_t indent);
  std::string plain(std::string_view rest, std::size_t indent);
  void add(json::object& object, std::string key, json::value value, int line, bool outermost);
  void skip_blank();
  bool at_end() const { return next_ >= lines_.size(); }
  const YamlLine& line() const { return lines_[next_]; }

  std::vector<YamlLine> lines_;
  Problems& problems_;
  std::vector<Key> keys_;
  std::size_t next_ = 0;
};

// Where "key:" ends in a line of a map, or npos: the ':' is followed by white space or nothing. Quoted keys
// too.
std::size_t find_key_end(std::string_view text);
bool is_list_item(std::string_view text);                 // "- x" or "-"
std::string_view without_comment(std::string_view text);  // " # …" outside quotes

}  // namespace patchbay::kb
