// Any text frame of /ws/v1: what is taken of it is within its bounds.
#include <cstdlib>
#include <string>

#include "core/base/error.hpp"
#include "core/gateway/live_replay.hpp"
#include "core/gateway/message_draft.hpp"

using namespace patchbay;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

template <typename Read>
void read(const Read& work) {
  try {
    work();
  } catch (const Error& error) {
    require(error.code() == Code::invalid);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  json::object frame;
  try {
    frame = parse_object({reinterpret_cast<const char*>(data), size}, "the frame", 128 << 10);
  } catch (const Error&) {
    return 0;
  }
  read([&] {
    const inbox::Draft draft = gateway::read_draft(frame, {});
    require(draft.attachments.size() <= 20 && draft.parts.size() <= 20 && draft.journey.size() <= 50);
  });
  read([&] {
    const gateway::ReplayWish wish = gateway::read_resume(frame);
    require(wish.after >= -1 && wish.conversations.size() <= 100);
    for (const auto& [id, seq] : wish.conversations) require(seq >= 0);
  });
  read([&] { require(!gateway::read_subscribe(frame).inbox.empty()); });
  return 0;
}
