#pragma once
// Arguments of a method that are paths of the caller's own: opened here, handed to the host as descriptors.
#include <string>
#include <utility>
#include <vector>

#include "core/app/descriptor.hpp"
#include "core/base/json.hpp"

namespace patchbay::app {

class PathArguments {
 public:
  // The grant's name, which stands for `path` in the method's JSON. Throws UsageError naming the argument.
  std::string open(const std::string& argument, const std::string& path);
  // Opens every text of `arguments` that `schema` (an object's) calls a path.
  void open_all(json::object& arguments, const json::object& schema);

  const std::vector<std::pair<std::string, int>>& files() const noexcept { return files_; }  // lent

 private:
  std::vector<Descriptor> opened_;
  std::vector<std::pair<std::string, int>> files_;
};

}  // namespace patchbay::app
