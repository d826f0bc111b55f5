#include "core/app/path_arguments.hpp"

#include <fcntl.h>

#include <algorithm>

#include "core/app/failure.hpp"
#include "core/base/text.hpp"

namespace patchbay::app {

std::string PathArguments::open(const std::string& argument, const std::string& path) {
  // The grant has the path's name, so that messages say what was typed.
  std::string grant = path;
  while (grant.size() > 1 && grant.ends_with('/')) grant.pop_back();
  if (std::ranges::any_of(files_, [&](const auto& file) { return file.first == grant; })) return grant;
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file) throw UsageError{"cannot open " + path + " (" + lower_ascii(argument) + "): " + system_reason()};
  files_.emplace_back(grant, file.get());
  opened_.push_back(std::move(file));
  return grant;
}

void PathArguments::open_all(json::object& arguments, const json::object& schema) {
  const json::value* properties = schema.if_contains("properties");
  if (!properties || !properties->is_object()) return;
  for (auto& [name, value] : arguments) {
    const json::value* property = properties->get_object().if_contains(name);
    if (value.is_string() && property && property->is_object() &&
        string_or(property->get_object(), "format", "") == "path")
      value = open(std::string{name}, std::string{value.get_string()});
  }
}

}  // namespace patchbay::app
