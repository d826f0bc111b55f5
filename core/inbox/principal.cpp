#include "core/inbox/principal.hpp"

namespace patchbay::inbox {

Visibility Principal::visibility() const {
  switch (kind) {
    case Kind::visitor:
      return {false, {"public"}, {}};
    case Kind::customer:
      return {false, {"public", "customer"}, groups};
    case Kind::employee:
      return {false, {"public", "customer", "employee"}, groups};
    case Kind::agent:
      return {false, {"public", "customer", "employee", "agent"}, groups};
    case Kind::admin:
    case Kind::system:
      break;
  }
  return Visibility::all();
}

std::string_view name_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::visitor:
      return "visitor";
    case Kind::customer:
      return "customer";
    case Kind::employee:
      return "employee";
    case Kind::agent:
      return "agent";
    case Kind::admin:
      return "admin";
    case Kind::system:
      return "system";
  }
  return "visitor";
}

}  // namespace patchbay::inbox
