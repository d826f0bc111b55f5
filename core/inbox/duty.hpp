#pragma once
// Who is at the desk now, as far as open sockets tell. In memory only: after a restart everybody is offline until their desk is
// back. core/gateway writes it. [any thread]
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace patchbay::inbox {

enum class AtDesk { online, away, offline };
std::string_view name_of(AtDesk presence) noexcept;

class Duty {
 public:
  using Listener = std::function<void(const std::string& agent, AtDesk presence)>;

  AtDesk of(const std::string& agent) const;
  std::vector<std::string> online() const;  // ids, in no order
  // Tells the listeners when it differs, on the caller's thread.
  void set(const std::string& agent, AtDesk presence);
  // It is told until the token is gone.
  [[nodiscard]] std::shared_ptr<void> on_change(Listener listener);

 private:
  mutable std::mutex mutex_;  // guards what follows; not held while listeners are told
  std::unordered_map<std::string, AtDesk> present_;  // who is not here is offline
  std::vector<std::weak_ptr<Listener>> listeners_;
};

}  // namespace patchbay::inbox
