#pragma once
// The host's side of pbay.h: one constant table of functions per interface, and the way in they all share.
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/visibility.hpp"
#include "core/host/boundary.hpp"
#include "core/host/generation.hpp"
#include "core/host/scope.hpp"
#include "patchbay/pbay.h"

namespace patchbay::host {

pbay_host host_table(Generation* generation);
// Every interface id a plugin may need.
const std::vector<std::string>& offered_interfaces();

const pbay_http_1& http_interface();
const pbay_ws_1& ws_interface();
const pbay_bus_1& bus_interface();
const pbay_store_1& store_interface();
const pbay_jobs_1& jobs_interface();
const pbay_fetch_1& fetch_interface();
const pbay_net_1& net_interface();
const pbay_files_1& files_interface();
const pbay_worker_1& worker_interface();
const pbay_metrics_1& metrics_interface();

// The generation behind a pbay_host, null when it is none of ours.
Generation* generation_of(const pbay_host* host) noexcept;
// Whether it may call the host now; one that may not is counted.
bool may_call(Generation& generation) noexcept;

// The scope of a ctx, null for 0. Error{gone} when it is over or somebody else's, Error{timeout} when its
// time is up.
ScopePtr scope_of(const Generation& generation, pbay_ctx ctx);
// What the actor behind a scope may read; a plugin acting as itself reads everything.
Visibility reader_of(const ScopePtr& scope);

// Every host function that returns a status starts here: `work` is called with the generation, and what it
// throws becomes the status and `error` (may be null).
template <class Work>
pbay_status from_plugin(const pbay_host* host, pbay_error* error, Work&& work) noexcept {
  Generation* generation = generation_of(host);
  if (generation == nullptr)
    return refuse(error, PBAY_E_INVALID, "that is not the pbay_host this plugin was given");
  if (!may_call(*generation))
    return refuse(error, PBAY_E_STATE, "not now: the plugin is not started, or stopped already");
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Work, Generation&>>) {
      work(*generation);
      return PBAY_OK;
    } else {
      const pbay_status status = work(*generation);
      return status == PBAY_OK ? PBAY_OK : refuse(error, status, name_of(code_of(status)));
    }
  } catch (...) {
    return refuse_current(error, "host");
  }
}

}  // namespace patchbay::host
