#include "problem.hpp"

namespace patchbay::kb {

std::string told(const Problem& problem) {
  std::string out = problem.severity == Severity::error ? "error " : "warning ";
  out += problem.file;
  if (problem.line > 0) out += ":" + std::to_string(problem.line);
  return out + ": " + problem.text;
}

}  // namespace patchbay::kb
