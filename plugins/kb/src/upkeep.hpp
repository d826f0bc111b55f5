#pragma once
// What is done now and then: counts written, weights for search settled, media nobody shows any more let go.
#include "editing.hpp"
#include "feedback.hpp"

namespace patchbay::kb {

class Upkeep {
 public:
  Upkeep(Library& library, Feedback& feedback) : library_{library}, feedback_{feedback} {}

  void settle_weights();  // of the articles whose votes and reads moved them noticeably
  void drop_media();      // records no card names, 90 days after they were made

 private:
  Library& library_;
  Feedback& feedback_;
};

}  // namespace patchbay::kb
