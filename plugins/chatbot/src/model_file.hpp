#pragma once
// A classifier as bytes, for a blob. The format is this version's own: a model is derived from examples and
// learnt again when it cannot be read.
#include <string>
#include <string_view>

#include "classifier.hpp"

namespace patchbay::chatbot {

std::string to_bytes(const Classifier& classifier);

// Throws std::invalid_argument for anything that to_bytes() of this version did not write.
Classifier classifier_from(std::string_view bytes);

}  // namespace patchbay::chatbot
