#pragma once
// Who asks, as the host knows them.
#include <string>
#include <vector>

#include "patchbay/host.hpp"

namespace patchbay::desk {

struct Agent {
  std::string id, name, email;
  bool signed_in = false;  // an agent or administrator
  bool admin = false;
  std::vector<std::string> teams;

  bool is_in(const std::string& team) const;  // administrators are in every team
};

Agent ask_agent(const Host& host, Ctx ctx);

}  // namespace patchbay::desk
