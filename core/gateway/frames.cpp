#include "core/gateway/frames.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/base/json.hpp"

namespace patchbay::gateway {
namespace {

constexpr const char* kMethod = "page.frame@1";
constexpr std::int64_t kPatienceMs = 5000;

}  // namespace

Frames::Frames(RequestTarget& target, const Assets& assets)
    : target_{target}, assets_{assets}, built_in_{std::make_shared<const PageFrame>(PageFrame::built_in())} {}

std::shared_ptr<const PageFrame> Frames::find(const std::string& locale) const {
  const std::lock_guard lock{mutex_};
  const auto found = frames_.find(locale);
  return found == frames_.end() ? nullptr : found->second;
}

std::shared_ptr<const PageFrame> Frames::fetch(const std::string& locale) {
  if (auto known = find(locale)) return known;
  std::uint64_t generation = 0;
  {
    const std::lock_guard lock{mutex_};
    generation = generation_;
  }
  std::string provider;
  for (const host::PluginInfo& info : target_.plugins())
    if (provider.empty() && info.state == host::State::serving && std::ranges::count(info.provides, kMethod) > 0)
      provider = info.instance;
  std::shared_ptr<const PageFrame> frame = built_in_;
  bool keep = true;
  try {
    const std::string reply =
        target_.call(inbox::Principal::system(), kMethod, to_text(json::object{{"locale", locale}}), kPatienceMs);
    frame = std::make_shared<const PageFrame>(reply, assets_.base_of_instance(provider));
  } catch (const Error& error) {
    keep = error.code() == Code::unsupported || error.code() == Code::invalid;
    if (error.code() != Code::unsupported)
      log::warn("gateway", "no page frame, the built-in one stands in", {{"locale", locale}, {"error", error.what()}});
  }
  const std::lock_guard lock{mutex_};
  if (keep && generation == generation_) {
    frames_[locale] = frame;
    provider_ = provider;
  }
  return frame;
}

void Frames::drop() {
  const std::lock_guard lock{mutex_};
  ++generation_;
  frames_.clear();
}

bool Frames::depends_on(const std::vector<std::string>& tags) const {
  const std::lock_guard lock{mutex_};
  return std::ranges::any_of(tags, [this](const std::string& tag) {
    return tag == "page.frame" || (!provider_.empty() && tag.starts_with(provider_ + "/"));
  });
}

}  // namespace patchbay::gateway
