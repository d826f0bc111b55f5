#pragma once
// Everything behind the front door, in the order of its making: the store first, the plugins last. Going,
// they go the other way round.
#include <memory>
#include <string>

#include "core/base/clock.hpp"
#include "core/base/metrics.hpp"
#include "core/config/config.hpp"
#include "core/gateway/upload_store.hpp"
#include "core/host/plugin_host.hpp"
#include "core/inbox/contacts.hpp"
#include "core/inbox/conversations.hpp"
#include "core/inbox/directory.hpp"
#include "core/inbox/handoffs.hpp"
#include "core/inbox/inbox.hpp"
#include "core/inbox/keeper.hpp"
#include "core/search/index.hpp"
#include "core/store/blobs.hpp"
#include "core/store/database.hpp"
#include "core/store/documents.hpp"

namespace patchbay::app {

struct Rooms {
  // `config` is lent for as long as this lives. `folder` is held by the caller's DataDirectory.
  Rooms(const config::Config& config, const std::string& folder);

  const config::Config& config;
  SystemClock clock;
  Metrics metrics;
  std::unique_ptr<store::Database> database;
  search::Index index;
  store::Documents documents;
  store::Blobs blobs;
  inbox::Inbox inbox;
  inbox::Directory directory;
  inbox::Conversations conversations;
  inbox::Contacts contacts;
  inbox::Handoffs handoffs;
  gateway::UploadStore uploads;
  inbox::Keeper keeper;
  host::PluginHost plugins;
};

search::Settings search_settings(const config::Config& config);
inbox::Settings inbox_settings(const config::Config& config);

}  // namespace patchbay::app
