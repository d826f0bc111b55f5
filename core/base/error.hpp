#pragma once
// The one exception of the host. Thrown inside, turned into a pbay_status at the plugin boundary, into an HTTP status
// by the gateway and into an exit code by the command line.
#include <stdexcept>
#include <string>
#include <string_view>

namespace patchbay {

// Numbers equal pbay_code of plugin-api/include/patchbay/pbay.h.
enum class Code : int {
  invalid = -1,
  not_found = -2,
  conflict = -3,
  denied = -4,
  limit = -5,
  timeout = -6,
  cancelled = -7,
  unavailable = -8,
  unsupported = -9,
  state = -10,
  gone = -11,
  internal = -13,
};

// "not_found"; stable, used in problem+json and logs.
std::string_view name_of(Code code) noexcept;

class Error : public std::runtime_error {
 public:
  // `text` is a sentence for a person: what is wrong and, where there is one, the remedy. It holds no secret.
  Error(Code code, const std::string& text) : std::runtime_error{text}, code_{code} {}
  Code code() const noexcept { return code_; }

 private:
  Code code_;
};

}  // namespace patchbay
