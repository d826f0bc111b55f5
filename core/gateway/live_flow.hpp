#pragma once
// What is replayed from the store and what is heard live, joined for one socket without a gap and without anything twice.
//
// While a replay reads, what is heard is kept aside. When it has read up to `reached`, join() gives back what was kept and comes
// after that; from then on nothing at or before it is let through, however late it is heard. Where more was heard than is kept,
// the replay has to read on: the store has it all.
#include <cstdint>
#include <vector>

#include "core/gateway/socket.hpp"

namespace patchbay::gateway {

class LiveFlow {
 public:
  static constexpr std::size_t kKept = 64;

  void start(std::int64_t reached) { floor_ = reached; }  // what the socket is told it begins at
  void hold();  // from now on what is heard is kept aside
  bool is_live() const { return !holding_; }
  // Everything up to there was sent, or need not be.
  std::int64_t reached() const { return floor_; }
  // A frame heard live. True: send it now.
  bool take(std::int64_t event, const SharedFrame& frame);
  // The replay reached that far. False: read on from there. True: live; `kept` goes first.
  bool join(std::int64_t reached, std::vector<SharedFrame>& kept);

 private:
  struct Kept {
    std::int64_t event;
    SharedFrame frame;
  };
  bool holding_ = true;
  std::int64_t floor_ = 0, lost_ = 0;  // lost: the newest that was not kept
  std::vector<Kept> kept_;
};

}  // namespace patchbay::gateway
