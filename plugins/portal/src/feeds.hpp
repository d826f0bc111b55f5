#pragma once
// Files for machines: sitemap.xml (sitemaps.org 0.9 with hreflang alternates), feed.xml (Atom, RFC 4287), robots.txt
// (RFC 9309) and llms.txt.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "site.hpp"

namespace patchbay::portal {

// A public page of any content plugin; paths as a browser asks for them.
struct Page {
  std::string url, locale, title, summary, section;
  std::string updated;                                            // "2026-11-21"
  std::vector<std::pair<std::string, std::string>> alternates;    // locale, path
};

constexpr std::size_t kSitemapLimit = 50'000;   // URLs of one file, by the protocol

std::string sitemap_xml(const Site& site, std::span<const Page> pages);
std::string feed_xml(const Site& site, std::span<const Page> pages, std::string_view locale);  // the 50 newest of one language
std::string robots_txt(const Site& site);
std::string llms_txt(const Site& site, std::span<const Page> pages);  // default language, grouped by section

}  // namespace patchbay::portal
