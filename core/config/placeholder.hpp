#pragma once
// ${env:NAME} and ${file:PATH} inside a configured text.
#include <string>
#include <string_view>

namespace patchbay::config {

struct Filled {
  std::string text;
  std::string problem;   // empty = fine; else what is wrong and the remedy
  bool changed = false;  // something was put in
};

// PATH is taken from `folder` where it is relative; one line end after the file's text is dropped. "$${"
// stands for "${".
Filled fill(std::string_view text, const std::string& folder);

}  // namespace patchbay::config
