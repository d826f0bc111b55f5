#pragma once
// The watchers of one loop, by whom they hear of. On that loop, but for count().
#include <atomic>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/gateway/watcher.hpp"

namespace patchbay::gateway {

class Watchers {
 public:
  // `count` is of all loops: whoever commits looks at it before it goes to any trouble.
  explicit Watchers(std::atomic<std::int64_t>& count) : count_{count} {}

  void add(Watcher& watcher);
  void remove(Watcher& watcher);  // under the principal it was added with

  void hear(const LiveEvents& events);
  void tell_agents(const SharedFrame& lossy);
  void tell_agent(const std::string& agent, const SharedFrame& lossy);
  void tell_contact(const std::string& contact, const SharedFrame& lossy);

 private:
  using List = std::vector<Watcher*>;
  void hear(const List& list, const LiveEvent& event);
  void hear(const std::string& contact, const LiveEvent& event);

  std::atomic<std::int64_t>& count_;
  std::unordered_map<std::string, List> by_contact_;
  List agents_;
  List touched_;  // while hearing
};

}  // namespace patchbay::gateway
