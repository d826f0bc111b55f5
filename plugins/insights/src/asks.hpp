#pragma once
// What insights asks the host. Each answer may be "nobody offers that": the report then says less.
#include <string>
#include <vector>

#include "figures.hpp"
#include "patchbay/host.hpp"
#include "table.hpp"

namespace patchbay::insights {

struct Site {
  std::string default_locale = "en";
  std::vector<std::string> locales;
};
Site ask_site(const Host& host);

// Everything the host knows of the span, counted.
Figures ask_figures(const Host& host, Span span, const std::string& locale);
std::vector<Gap> ask_gaps(const Host& host, int limit);

}  // namespace patchbay::insights
