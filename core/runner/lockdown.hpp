#pragma once
// Takes away from this process what a routine over strangers' bytes has no use for.

namespace patchbay::runner {

// No new files, sockets, processes, threads, executable memory or limits from here on: a refused call gets
// EPERM. Throws Error{unavailable} when the kernel does not allow the filter; then nothing may run.
void lock_down();

}  // namespace patchbay::runner
