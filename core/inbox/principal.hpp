#pragma once
// Who acts. Every query of the inbox takes one; content queries take the Visibility it gives.
#include <string>
#include <vector>

#include "core/base/visibility.hpp"

namespace patchbay::inbox {

enum class Kind { visitor, customer, employee, agent, admin, system };

struct Principal {
  Kind kind = Kind::visitor;
  std::string id;       // agent's or person's id; visitor session id; empty = nobody in particular
  std::string contact;  // the contact, where there is one
  std::vector<std::string> groups;
  bool verified = false;
  std::string locale, inbox;
  std::string session;  // the session's id, for rate limits and logs
  std::string name, email;

  static Principal anonymous() { return {}; }
  static Principal system() {
    Principal principal;
    principal.kind = Kind::system;
    principal.verified = true;
    return principal;
  }

  bool is_agent() const { return kind == Kind::agent || kind == Kind::admin || kind == Kind::system; }
  // visitor: public · customer: + customer · employee: + employee · agent, admin: all four audiences, own
  // groups (admin: everything) · system: everything.
  Visibility visibility() const;
};

std::string_view name_of(Kind kind) noexcept;

}  // namespace patchbay::inbox
