// pbay.worker/1
#include "core/host/interfaces.hpp"

namespace patchbay::host {
namespace {

pbay_status run(const pbay_host* host, pbay_ctx ctx, pbay_str, pbay_bytes, pbay_sink, const pbay_limits*, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    static_cast<void>(scope_of(self, ctx));
    throw Error{Code::unavailable, "there is no patchbay-runner"};
  });
}

constexpr pbay_worker_1 kWorker = {run};

}  // namespace

const pbay_worker_1& worker_interface() { return kWorker; }

}  // namespace patchbay::host
