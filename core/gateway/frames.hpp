#pragma once
// The frames in use, one per locale, asked from whoever provides page.frame@1 and kept until they may have changed.
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/gateway/assets.hpp"
#include "core/gateway/page_frame.hpp"
#include "core/gateway/request_target.hpp"

namespace patchbay::gateway {

class Frames {
 public:
  Frames(RequestTarget& target, const Assets& assets);

  // [any thread] Null: it has to be fetched first.
  std::shared_ptr<const PageFrame> find(const std::string& locale) const;
  // [worker, not inside a plugin's call] Asks for it. The built-in frame where nobody provides one or its answer is wrong.
  std::shared_ptr<const PageFrame> fetch(const std::string& locale);
  std::shared_ptr<const PageFrame> built_in() const { return built_in_; }
  void drop();
  // Whether a dropped tag may have changed the frame.
  bool depends_on(const std::vector<std::string>& tags) const;

 private:
  RequestTarget& target_;
  const Assets& assets_;
  const std::shared_ptr<const PageFrame> built_in_;  // shared with answers under way, as are the others
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const PageFrame>> frames_;
  std::string provider_;
  std::uint64_t generation_ = 0;
};

}  // namespace patchbay::gateway
