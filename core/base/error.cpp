#include "core/base/error.hpp"

namespace patchbay {

std::string_view name_of(Code code) noexcept {
  switch (code) {
    case Code::invalid: return "invalid";
    case Code::not_found: return "not_found";
    case Code::conflict: return "conflict";
    case Code::denied: return "denied";
    case Code::limit: return "limit";
    case Code::timeout: return "timeout";
    case Code::cancelled: return "cancelled";
    case Code::unavailable: return "unavailable";
    case Code::unsupported: return "unsupported";
    case Code::state: return "state";
    case Code::gone: return "gone";
    case Code::internal: return "internal";
  }
  return "internal";
}

}  // namespace patchbay
