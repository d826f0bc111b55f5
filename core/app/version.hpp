#pragma once

namespace patchbay::app {

inline constexpr const char* kVersion = PATCHBAY_VERSION;  // of project(Patchbay VERSION …)

}  // namespace patchbay::app
