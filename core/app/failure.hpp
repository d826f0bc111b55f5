#pragma once
// How the program ends, and what is thrown to end it with something else than 1.
#include <string>

#include "core/base/error.hpp"

namespace patchbay::app {

enum Exit : int { kDone = 0, kFailed = 1, kUsage = 2, kUnreachable = 3 };

// Wrong usage or configuration; the text says what to type instead.
class UsageError : public Error {
 public:
  explicit UsageError(const std::string& text) : Error{Code::invalid, text} {}
};

// The host or the data could not be reached.
class UnreachableError : public Error {
 public:
  explicit UnreachableError(const std::string& text) : Error{Code::unavailable, text} {}
};

}  // namespace patchbay::app
