#pragma once
// The icons a category may name: box, truck, return, card, leaf, user, help, lock, book (the default).
#include <string_view>

namespace patchbay::portal {

// A complete <svg>, 24 × 24, drawn with currentColor and hidden from screen readers.
std::string_view icon(std::string_view name);

}  // namespace patchbay::portal
