#include "core/app/signals.hpp"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

namespace patchbay::app {
namespace {

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGQUIT, SIGHUP}) sigaddset(&set, number);
  return set;
}

}  // namespace

Signals::Signals() {
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  // Poco's application turns these into exceptions or abort(); a fault should die as what it is.
  for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGSYS}) std::signal(number, SIG_DFL);
}

void Signals::run(const std::function<void()>& reload) {
  const sigset_t set = watched();
  for (;;) {
    int number = 0;
    if (sigwait(&set, &number) != 0) continue;
    if (number != SIGHUP) return;
    reload();
  }
}

bool Signals::cancelled() {
  const sigset_t set = watched();
  const timespec now{0, 0};
  const int number = sigtimedwait(&set, nullptr, &now);
  cancelled_ = cancelled_ || number == SIGINT || number == SIGTERM || number == SIGQUIT;
  return cancelled_;
}

}  // namespace patchbay::app
