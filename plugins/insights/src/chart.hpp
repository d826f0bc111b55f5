#pragma once
// Pictures of figures as SVG inside the page: no script, colours from the page's style, a title for who
// cannot see them.
#include <string>
#include <utility>
#include <vector>

#include "figures.hpp"
#include "patchbay/messages.hpp"

namespace patchbay::insights {

// The share of needs that were solved alone, day by day; a day without needs leaves a gap.
std::string rate_chart(const Figures& figures, const Messages& say);
// Needs as bars with the solved part filled.
std::string needs_chart(const Figures& figures, const Messages& say);
// Where people leave for a person: bands from the last thing they did, as wide as they are many.
std::string flow_chart(const Figures& figures, const Messages& say);

}  // namespace patchbay::insights
