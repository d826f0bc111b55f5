#include "core/base/error.hpp"
#include "core/inbox/conversations_state.hpp"

namespace patchbay::inbox {

Page Conversations::search(const Principal&, const std::string&, const std::string&, int) {
  throw Error{Code::unsupported, "messages cannot be searched yet"};
}

}  // namespace patchbay::inbox
