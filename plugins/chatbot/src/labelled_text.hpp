#pragma once
// Lines of `text<TAB>label`, as sets of examples are passed around.
#include <string>
#include <string_view>
#include <vector>

#include "classifier.hpp"

namespace patchbay::chatbot {

// Empty lines are skipped; the last tab of a line counts. Throws std::invalid_argument naming `name`, the
// line and what to write.
std::vector<Example> labelled_texts(std::string_view lines, std::string_view name);

}  // namespace patchbay::chatbot
