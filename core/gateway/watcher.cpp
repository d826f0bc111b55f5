#include "core/gateway/watcher.hpp"

namespace patchbay::gateway {

Watcher::Watcher(std::weak_ptr<Socket> socket, const inbox::Conversations& conversations, inbox::Principal who)
    : socket_{std::move(socket)}, conversations_{conversations}, who_{std::move(who)} {}

bool Watcher::is_for_me(const LiveEvent& event) const {
  if (who_.is_agent()) {
    const bool subscribed = !inbox_.empty() && (inbox_ == "all" || event.heard.inbox.empty() || event.heard.inbox == inbox_);
    if (!subscribed && !followed_.contains(event.heard.conversation)) return false;
  }
  return conversations_.may_hear(who_, event.heard);
}

bool Watcher::hear(const LiveEvent& event) {
  const SharedFrame& frame = who_.is_agent() ? event.for_agents : event.for_contact;
  if (!frame || !is_for_me(event)) return false;
  const auto socket = socket_.lock();
  if (!socket || (event.except != 0 && event.except == socket->id)) return false;
  const bool now = event.heard.event == 0 ? flow.is_live() : flow.take(event.heard.event, frame);
  return now && socket->add(frame) == PBAY_OK;
}

bool Watcher::hear(const SharedFrame& lossy) {
  const auto socket = socket_.lock();
  return socket && flow.is_live() && socket->add(lossy) == PBAY_OK;
}

void Watcher::push() {
  if (const auto socket = socket_.lock()) socket->push();
}

}  // namespace patchbay::gateway
