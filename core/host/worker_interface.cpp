// pbay.worker/1: routines of a plugin in a limited child.
#include <algorithm>

#include "core/host/interfaces.hpp"
#include "core/host/runners.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr pbay_limits kDefault = {2000, 10'000, 256u << 20, 16u << 20};
constexpr pbay_limits kMost = {60 * 60'000, 2 * 60 * 60'000, std::uint64_t{4} << 30, 64u << 20};

std::uint64_t chosen(std::uint64_t asked, std::uint64_t fallback, std::uint64_t most) {
  return asked == 0 ? fallback : std::min(asked, most);
}

pbay_status run(const pbay_host* host, pbay_ctx ctx, pbay_str routine, pbay_bytes input, pbay_sink out,
                const pbay_limits* asked, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    const ScopePtr scope = scope_of(self, ctx);
    pbay_limits limits = kDefault;
    if (asked != nullptr)
      limits = {chosen(asked->cpu_ms, kDefault.cpu_ms, kMost.cpu_ms),
                chosen(asked->wall_ms, std::max(kDefault.wall_ms, asked->cpu_ms * 2), kMost.wall_ms),
                chosen(asked->memory_bytes, kDefault.memory_bytes, kMost.memory_bytes),
                chosen(asked->output_bytes, kDefault.output_bytes, kMost.output_bytes)};
    const std::string_view name = view(routine);
    if (name.empty() || name.size() > 100 || name.find('\0') != std::string_view::npos)
      throw Error{Code::invalid, "run(): a routine's name has 1 to 100 bytes"};
    Sink sink{out};
    self.board.runners.run(self, name, view(input), limits, scope == nullptr ? 0 : scope->deadline_steady_ms,
                           [&sink](std::string_view piece) { return sink.put(piece); });
    return sink.status();
  });
}

constexpr pbay_worker_1 kWorker = {run};

}  // namespace

const pbay_worker_1& worker_interface() {
  return kWorker;
}

}  // namespace patchbay::host
