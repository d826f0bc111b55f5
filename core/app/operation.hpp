#pragma once
// What a command asks of the rooms: run inside the host when one is running (asked over the admin socket),
// else by the command itself. The same function either way.
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/app/rooms.hpp"
#include "core/base/json.hpp"

namespace patchbay::app {

struct Call {
  Rooms& rooms;
  const json::object& args;
  std::map<std::string, int> files;  // descriptors by name, open until the call returned
  std::function<bool(const json::object& step)> progress;  // false: cancelled

  void step(const json::object& what) const;  // Error{cancelled} when it was
};

struct Operation {
  std::string_view name;  // "agent.add"
  json::value (*run)(const Call& call);
};

std::span<const Operation> account_operations();
std::span<const Operation> data_operations();
std::span<const Operation> plugin_operations();
std::span<const Operation> search_operations();

// Error{unsupported} for a name nobody knows: the host and the program that asks are of different versions.
json::value run_operation(std::string_view name, const Call& call);

}  // namespace patchbay::app
