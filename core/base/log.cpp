#include "core/base/log.hpp"

#include <Poco/AsyncChannel.h>
#include <Poco/ConsoleChannel.h>
#include <Poco/Logger.h>
#include <Poco/Message.h>

#include <atomic>
#include <cstdio>
#include <iostream>

#include "core/base/clock.hpp"
#include "core/base/text.hpp"

namespace patchbay::log {
namespace {

constexpr const char* kLogger = "patchbay";
std::atomic<int> g_level{static_cast<int>(Level::info)};
std::atomic<Format> g_format{Format::text};
std::atomic<bool> g_started{false};

constexpr std::string_view kNames[] = {"debug", "info", "warn", "error"};

void add_json(std::string& out, std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void add_plain(std::string& out, std::string_view text) {
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
}

std::string line_of(Level level, std::string_view part, std::string_view message, const std::vector<Field>& fields) {
  const std::string time = iso_time(SystemClock{}.now_ms());
  std::string out;
  if (g_format.load() == Format::json) {
    out = "{\"time\":\"" + time + "\",\"level\":\"" + std::string{kNames[static_cast<int>(level)]} + "\",\"part\":";
    add_json(out, to_valid_utf8(part));
    out += ",\"message\":";
    add_json(out, to_valid_utf8(message));
    for (const auto& [name, value] : fields) {
      out += ',';
      add_json(out, name);
      out += ':';
      add_json(out, to_valid_utf8(value));
    }
    return out + "}";
  }
  out = time + " " + std::string{kNames[static_cast<int>(level)]} + " ";
  add_plain(out, part);
  out += ": ";
  add_plain(out, message);
  for (const auto& [name, value] : fields) {
    out += " ";
    add_plain(out, name);
    out += "=";
    add_plain(out, value);
  }
  return out;
}

Poco::Message::Priority priority_of(Level level) {
  switch (level) {
    case Level::debug: return Poco::Message::PRIO_DEBUG;
    case Level::info: return Poco::Message::PRIO_INFORMATION;
    case Level::warn: return Poco::Message::PRIO_WARNING;
    case Level::error: break;
  }
  return Poco::Message::PRIO_ERROR;
}

Poco::Logger& logger() { return Poco::Logger::get(kLogger); }

}  // namespace

void start(Level level, Format format) {
  g_level = static_cast<int>(level);
  g_format = format;
  Poco::AutoPtr<Poco::ConsoleChannel> console{new Poco::ConsoleChannel{std::cerr}};
  Poco::AutoPtr<Poco::AsyncChannel> channel{new Poco::AsyncChannel{console}};
  channel->setProperty("queueSize", "4096");
  logger().setChannel(channel);
  logger().setLevel(Poco::Message::PRIO_TRACE);
  g_started = true;
}

void stop() {
  if (!g_started.exchange(false)) return;
  if (auto channel = logger().getChannel()) channel->close();
  logger().setChannel(nullptr);
}

void set_level(Level level) { g_level = static_cast<int>(level); }
bool enabled(Level level) noexcept { return static_cast<int>(level) >= g_level.load(std::memory_order_relaxed); }

void write(Level level, std::string_view part, std::string_view message, const std::vector<Field>& fields) noexcept {
  if (!enabled(level)) return;
  try {
    const std::string line = line_of(level, part, message, fields);
    if (g_started) logger().log(Poco::Message{kLogger, line, priority_of(level)});
    else std::fprintf(stderr, "%s\n", line.c_str());
  } catch (...) {
    // A log that fails must not take the work with it.
  }
}

}  // namespace patchbay::log
