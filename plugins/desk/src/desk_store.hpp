#pragma once
// The documents of the desk: collections and their schemas, and nothing else. Any thread.
//   canned   {"shortcut","title","body","team","key"}        macros    {"name","team","actions"}
//   filters  {"agent","name","filter"}                       settings  one for each agent, by its id
//   drafts   "<agent>/<conversation>": {"agent","mode","reply","note","attachments","at"}
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent.hpp"
#include "json.hpp"

namespace patchbay::desk {

struct Kept {
  std::string id;
  std::int64_t rev = 0;
  json::object document;
};

class DeskStore {
 public:
  explicit DeskStore(const Host& host) : host_{host} {}
  static std::vector<std::pair<std::string, std::string>> collections();

  // canned and macros: everybody's and those of the agent's teams; an administrator's are all.
  std::vector<Kept> shared(std::string_view collection, const Agent& agent) const;
  std::vector<Kept> filters(const Agent& agent) const;
  std::vector<Kept> drafts(const Agent& agent) const;
  std::optional<Kept> get(std::string_view collection, std::string_view id) const;
  json::object settings(const Agent& agent) const;

  // id empty = a new one. Failure{conflict} when if_rev does not match or a unique field is taken.
  Kept put(std::string_view collection, const std::string& id, json::object document, std::int64_t if_rev) const;
  void remove(std::string_view collection, std::string_view id) const;
  // Drafts nobody touched since `before_ms`; how many went.
  std::size_t drop_old_drafts(std::int64_t before_ms) const;

 private:
  std::vector<Kept> find(std::string_view collection, const json::object& query) const;
  Host host_;
};

}  // namespace patchbay::desk
