#pragma once
// page.frame@1: what stands around every page, once per locale. The gateway fills the slots (see the schema of
// page.frame@1); everything put in here is escaped here.
#include <string>
#include <string_view>

#include "patchbay/messages.hpp"
#include "site.hpp"

namespace patchbay::portal {

// The method's reply, {"parts":[…]}. `theme` is the path of the theme sheet.
std::string frame_json(const Site& site, const Messages& text, std::string_view theme);

}  // namespace patchbay::portal
