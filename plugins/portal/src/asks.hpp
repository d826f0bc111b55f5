#pragma once
// What the portal asks of the host, as values. Every answer may be missing: then it is empty, and the page goes on.
#include <string>
#include <string_view>
#include <vector>

#include "feeds.hpp"
#include "pages.hpp"
#include "patchbay/host.hpp"
#include "site.hpp"

namespace patchbay::portal {

Site ask_site(const Host& host);

std::vector<Section> ask_sections(const Host& host, Ctx ctx, std::string_view locale);
std::vector<Link> ask_popular(const Host& host, Ctx ctx, std::string_view locale, int limit);
// Every page the caller may see, of every content plugin. With kSelf that would be everything: give a request's ctx.
std::vector<Page> ask_pages(const Host& host, Ctx ctx);
std::vector<Step> ask_steps(const Host& host, Ctx ctx, std::string_view locale);

// What others want on every page; what is not a path of this host is left out.
std::vector<Script> ask_scripts(const Host& host, std::string_view locale);

struct Found {
  std::vector<Hit> hits;
  std::string corrected, next;
};
Found ask_search(const Host& host, Ctx ctx, std::string_view query, std::string_view locale, std::string_view kind,
                 std::string_view cursor, std::string_view mode, int limit);

}  // namespace patchbay::portal
