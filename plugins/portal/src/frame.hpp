#pragma once
// page.frame@1: what stands around every page, once per locale. The gateway fills the slots (see the schema of
// page.frame@1); everything put in here is escaped here.
#include <string>
#include <string_view>
#include <vector>

#include "patchbay/messages.hpp"
#include "site.hpp"

namespace patchbay::portal {

// The method's reply, {"parts":[…]}. `theme` is the path of the theme sheet; `scripts` are what others want on every page.
std::string frame_json(const Site& site, const Messages& text, std::string_view theme, const std::vector<Script>& scripts);

}  // namespace patchbay::portal
