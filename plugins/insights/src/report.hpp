#pragma once
// The report as a page of the desk, as JSON and as CSV. Pure: figures in, text out.
#include <string>
#include <vector>

#include "figures.hpp"
#include "patchbay/messages.hpp"
#include "table.hpp"

namespace patchbay::insights {

struct Asked {  // what the reader chose
  Span span;
  std::string locale;  // empty = all
};

std::string report_page(const Asked& asked, const Figures& figures, const std::vector<Gap>& gaps,
                        const std::vector<std::string>& locales, const Messages& say);
std::string report_json(const Asked& asked, const Figures& figures, const std::vector<Gap>& gaps);

}  // namespace patchbay::insights
