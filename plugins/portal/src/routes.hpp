#pragma once
// Transport: what each path answers. Parse, ask, render, send.
#include <string>

#include "notice_board.hpp"
#include "patchbay/request.hpp"
#include "patchbay/host.hpp"
#include "site.hpp"

namespace patchbay::portal {

struct Settings {
  int popular = 8;
};

// Const after start(), so requests run side by side.
struct Portal {
  Host host;
  Site site;
  Settings settings;
  std::string theme;       // the sheet
  std::string theme_path;  // "/theme/theme-<hash>.css"
  const NoticeBoard& board;
};

void home(const Portal& portal, const Request& request);
void search(const Portal& portal, const Request& request);
void contact(const Portal& portal, const Request& request);
void theme(const Portal& portal, const Request& request);
void embed(const Request& request);
void sitemap(const Portal& portal, const Request& request);
void feed(const Portal& portal, const Request& request);
void robots(const Portal& portal, const Request& request);
void llms(const Portal& portal, const Request& request);

}  // namespace patchbay::portal
