#include "core/app/rooms.hpp"

namespace patchbay::app {
namespace {

store::Options store_options(const config::Config& config, const std::string& directory) {
  store::Options options;
  options.directory = directory;
  options.engine = config.store_engine;
  return options;
}

}  // namespace

search::Settings search_settings(const config::Config& config) {
  return {config.site.locales, config.site.default_locale, config.site.synonyms};
}

inbox::Settings inbox_settings(const config::Config& config) {
  return {config.site.name, config.server.public_url, config.limits};
}

Rooms::Rooms(const config::Config& the_config, const std::string& directory)
    : config{the_config},
      database{store::Database::open(store_options(config, directory))},
      index{*database, search_settings(config)},
      documents{*database, &index},
      blobs{*database},
      inbox{*database, index, clock, inbox_settings(config)},
      plugins{{config, *database, documents, blobs, index, inbox, metrics, clock}} {}

}  // namespace patchbay::app
