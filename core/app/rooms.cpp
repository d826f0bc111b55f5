#include "core/app/rooms.hpp"

namespace patchbay::app {
namespace {

store::Options store_options(const config::Config& config, const std::string& folder) {
  store::Options options;
  options.directory = folder;
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

Rooms::Rooms(const config::Config& the_config, const std::string& folder)
    : config{the_config},
      database{store::Database::open(store_options(config, folder))},
      index{*database, search_settings(config)},
      documents{*database, &index},
      blobs{*database},
      inbox{*database, index, clock, inbox_settings(config)},
      directory{config},
      conversations{*database, clock, directory},
      contacts{*database, clock, directory},
      handoffs{*database, clock, directory},
      uploads{*database, blobs},
      keeper{*database, clock, conversations},
      plugins{{config, *database, documents, blobs, index, inbox, directory, conversations, contacts,
               handoffs, metrics, clock}} {
  conversations.use_attachments(uploads);
  inbox.use_attachments(uploads);
}

}  // namespace patchbay::app
