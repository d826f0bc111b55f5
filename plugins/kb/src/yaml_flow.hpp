#pragma once
// The flow part of the YAML subset: 'quoted', "quoted", [lists] and {maps} that may run over several lines.
#include <string>
#include <string_view>

#include "json.hpp"

namespace patchbay::kb {

class YamlFlow {
 public:
  YamlFlow(std::string_view text, int line) : text_{text}, line_{line} {}

  json::value read();    // one value; throws SourceError with the line it stands in
  std::string quoted();  // text_ stands at a quote
  std::string_view rest() const { return text_.substr(at_); }
  int lines_read() const;  // line breaks behind the value

 private:
  json::array list(int depth);
  json::object map(int depth);
  json::value value(int depth);
  std::string plain(std::string_view stops);
  std::string escape();
  std::string coded(char kind);  // \xHH, \uHHHH, \UHHHHHHHH
  void space();
  [[noreturn]] void fail(const std::string& what) const;
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string_view text_;
  int line_;
  std::size_t at_ = 0;
};

}  // namespace patchbay::kb
