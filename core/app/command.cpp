#include "core/app/command.hpp"

#include "core/app/failure.hpp"

namespace patchbay::app {

config::Config Invocation::config() const {
  config::Loaded loaded = config::load(config_path());
  for (const config::Problem& problem : loaded.problems)
    if (!problem.advice) terminal.note(config::text_of(problem));
  if (!loaded.ok())
    throw UsageError{"the configuration has errors; mend them, or see: patchbay config check"};
  return std::move(loaded.config);
}

std::string Invocation::data_directory(const config::Config& config) const {
  if (typed.has("data")) return typed.value("data");
  const bool installed = !config.files.empty() && config.files.front().starts_with("/etc/patchbay/");
  return installed ? "/var/lib/patchbay" : "./data";
}

json::value Invocation::run(House::Request request) const {
  const config::Config loaded = config();
  House house{loaded, data_directory(loaded), terminal, signals};
  return house.run(request);
}

}  // namespace patchbay::app
