#pragma once
// Signals as values. Made first in main(), before any thread, so every thread inherits the mask.
#include <functional>

namespace patchbay::app {

class Signals {
 public:
  Signals();  // blocks INT, TERM, HUP and QUIT; ignores PIPE

  // For `serve`: calls `reload` at each HUP, returns at INT, TERM or QUIT.
  void run(const std::function<void()>& reload);
  bool cancelled();  // for commands: INT, TERM or QUIT has come since

 private:
  bool cancelled_ = false;
};

}  // namespace patchbay::app
