#pragma once
// A named thread that takes no signals: those are the main thread's.
#include <functional>
#include <thread>

namespace patchbay {

// `name`: at most 15 characters, for people with a debugger.
std::thread start_thread(const char* name, std::function<void()> body);

}  // namespace patchbay
