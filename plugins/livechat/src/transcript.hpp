#pragma once
// A conversation as something to keep: plain text, or one HTML file that needs nothing else. Pure.
#include <string>
#include <string_view>
#include <vector>

#include "json.hpp"

namespace patchbay::livechat {

struct Line {
  std::string at, kind, name, body;  // kind: visitor, agent, bot, system
  std::vector<std::string> files;    // names
};

// Of a message as message.list@1 gives it; private notes are no lines.
std::vector<Line> lines_of(const std::vector<json::object>& messages);

struct Head {
  std::string site, number, locale;
  int utc_offset_minutes = 0;  // of the reader's clock
};
std::string plain_text(const Head& head, const std::vector<Line>& lines);
std::string html(const Head& head, const std::vector<Line>& lines);

}  // namespace patchbay::livechat
