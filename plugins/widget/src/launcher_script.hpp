#pragma once
// /widget.js: the launcher with what it has to know before it draws anything, so that it needs no second request.
#include <string>
#include <string_view>

#include "settings.hpp"

namespace patchbay::widget {

// `settings`: the plugin's config as JSON.
std::string launcher_script(const Site& site, std::string_view settings);

// A page that carries the widget, to try it out.
std::string demo_document(std::string_view locale, std::string_view inbox);

}  // namespace patchbay::widget
