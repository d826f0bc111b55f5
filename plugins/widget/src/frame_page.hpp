#pragma once
// The document of the iframe and its policy.
#include <string>
#include <string_view>
#include <vector>

#include "patchbay/messages.hpp"
#include "settings.hpp"

namespace patchbay::widget {

struct FrameAsk {
  std::string inbox, locale;
  std::string assets;     // "/assets/widget/<hash>/"
  std::string settings;   // the plugin's config as JSON
  bool signed_in = false; // a customer or employee, by a cookie of this origin
};

std::string frame_document(const Site& site, const FrameAsk& ask, const Messages& text);

// Content-Security-Policy: our own scripts and styles, nothing from elsewhere, framed by `sites` and our own pages alone.
std::string frame_policy(const Site& site, const std::vector<std::string>& sites);

}  // namespace patchbay::widget
