#include "core/app/operation.hpp"

#include "core/base/error.hpp"

namespace patchbay::app {

void Call::step(const json::object& what) const {
  if (progress && !progress(what)) throw Error{Code::cancelled, "cancelled"};
}

json::value run_operation(std::string_view name, const Call& call) {
  for (const auto operations :
       {account_operations(), data_operations(), plugin_operations(), search_operations()})
    for (const Operation& operation : operations)
      if (operation.name == name) return operation.run(call);
  throw Error{Code::unsupported, "the running host knows no " + std::string{name} +
                                     "; restart it, it is another version than this program"};
}

}  // namespace patchbay::app
