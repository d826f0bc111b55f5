#pragma once
// The tables of the configuration, each read into its part of Config.
#include "core/config/reader.hpp"

namespace patchbay::config {

void read_host_tables(Section& root);    // server, log, store, plugins, bus, limits
void read_site_tables(Section& root);    // site, mail, hours, team, inbox, pathways, handoff
void read_plugin_tables(Section& root);  // plugin.NAME

bool is_plugin_id(std::string_view text);  // [a-z][a-z0-9-]{1,30}
bool is_origin(
    std::string_view text);  // "https://help.example.com:8443": scheme, host, port and nothing after

}  // namespace patchbay::config
