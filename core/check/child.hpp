#pragma once
// One piece of work in a child of its own.
#include <functional>

#include "core/check/subject.hpp"

namespace patchbay::check {

// Forks, runs `look` there and brings its finding back. A child that dies by a signal, exits by itself or is
// killed after `limit_s` is `crashed`, with the end of what it wrote to stderr.
Finding in_child(const std::function<Finding()>& look, int limit_s);

// `look` here and now; what it throws is `failed`.
Finding guarded(const std::function<Finding()>& look) noexcept;

}  // namespace patchbay::check
