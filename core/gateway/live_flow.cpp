#include "core/gateway/live_flow.hpp"

namespace patchbay::gateway {

void LiveFlow::hold() {
  holding_ = true;
  kept_.clear();
  lost_ = 0;
}

bool LiveFlow::take(std::int64_t event, const SharedFrame& frame) {
  if (event <= floor_) return false;
  if (!holding_) {
    floor_ = event;
    return true;
  }
  if (kept_.size() == kKept) {
    lost_ = kept_.front().event;
    kept_.erase(kept_.begin());
  }
  kept_.push_back({event, frame});
  return false;
}

bool LiveFlow::join(std::int64_t reached, std::vector<SharedFrame>& kept) {
  if (lost_ > reached) {
    if (!kept_.empty()) lost_ = kept_.back().event;  // the store has these as well
    kept_.clear();
    return false;
  }
  floor_ = reached;
  for (const Kept& one : kept_) {
    if (one.event <= reached) continue;
    kept.push_back(one.frame);
    floor_ = one.event;
  }
  kept_.clear();
  lost_ = 0;
  holding_ = false;
  return true;
}

}  // namespace patchbay::gateway
