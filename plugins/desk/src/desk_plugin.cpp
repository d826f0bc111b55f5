// Wiring: the only file that knows how the desk meets the host.
#include <chrono>
#include <memory>

#include "patchbay/plugin.hpp"
#include "routes.hpp"

namespace patchbay::desk {
namespace {

constexpr std::uint64_t kHour = 3'600'000, kDay = 24 * kHour;
constexpr std::int64_t kDraftDays = 90;

class DeskPlugin final : public patchbay::Plugin {
 public:
  explicit DeskPlugin(Host given) : Plugin{given}, api_{host()} {}

  void start() override {
    for (const auto& [name, schema] : DeskStore::collections()) collection(name, schema);
    site_ = ask_site(host());
    for (const RouteOfDesk& one : routes_of(host(), site_, api_)) route(one.methods, one.pattern, one.level, one.handler);
    timer(kHour, kDay, [this] {
      const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
      while (api_.store().drop_old_drafts(now - kDraftDays * static_cast<std::int64_t>(kDay)) == 200) {
      }
    });
  }

 private:
  Api api_;
  Site site_;  // const after start()
};

}  // namespace
}  // namespace patchbay::desk

PBAY_PLUGIN(patchbay::desk::DeskPlugin, "desk", "Desk", "0.1.0", "io.patchbay", PBAY_CONCURRENT, PBAY_HTTP, PBAY_BUS, PBAY_STORE)
