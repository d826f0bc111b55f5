#pragma once
// What is wrong with a source, told so that its author can mend it: `delivery/late.md:3: the quote is never
// closed: …`.
#include <stdexcept>
#include <string>
#include <vector>

namespace patchbay::kb {

enum class Severity { warning, error };  // error: the file is left as it was; warning: it is taken in

struct Problem {
  Severity severity = Severity::error;
  std::string file;  // path in the imported folder; empty = the one being read
  int line = 0;      // from 1; 0 = the file as a whole
  std::string text;  // what is wrong and what to write instead
};

using Problems = std::vector<Problem>;

// "error delivery/late.md:3: …"
std::string told(const Problem& problem);

// A source that cannot be taken in. `line` as in Problem.
class SourceError : public std::runtime_error {
 public:
  SourceError(int line, const std::string& text) : std::runtime_error{text}, line_{line} {}
  int line() const noexcept { return line_; }

 private:
  int line_;
};

}  // namespace patchbay::kb
