#pragma once
// Structured logging: one line an event, JSON by default, written by a thread of its own (Poco's AsyncChannel).
// Never logs secrets or a visitor's text; control characters are encoded.
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::log {

enum class Level : int { debug = 0, info = 1, warn = 2, error = 3 };  // as pbay_level
enum class Format { json, text };

using Field = std::pair<std::string_view, std::string>;

// Call once, before other threads log; without it everything at info and above goes to stderr as text.
void start(Level level, Format format);
// Writes what waits and ends the thread. Called by main last.
void stop();
void set_level(Level level);
bool enabled(Level level) noexcept;

// [any thread] `part` is the room speaking: "store", "gateway", a plugin instance. Never throws, never blocks on a slow disk
// for longer than the queue holds; what is dropped then is counted and said.
void write(Level level, std::string_view part, std::string_view message, const std::vector<Field>& fields = {}) noexcept;

inline void debug(std::string_view part, std::string_view message, const std::vector<Field>& fields = {}) noexcept {
  write(Level::debug, part, message, fields);
}
inline void info(std::string_view part, std::string_view message, const std::vector<Field>& fields = {}) noexcept {
  write(Level::info, part, message, fields);
}
inline void warn(std::string_view part, std::string_view message, const std::vector<Field>& fields = {}) noexcept {
  write(Level::warn, part, message, fields);
}
inline void error(std::string_view part, std::string_view message, const std::vector<Field>& fields = {}) noexcept {
  write(Level::error, part, message, fields);
}

}  // namespace patchbay::log
