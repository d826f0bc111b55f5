#pragma once
// Small HTML pieces that several pages use, and the Patchbay-Page header that goes with a page.
#include <string>
#include <string_view>
#include <vector>

#include "catalogue.hpp"
#include "json.hpp"
#include "patchbay/html.hpp"
#include "patchbay/messages.hpp"
#include "site.hpp"

namespace patchbay::kb {

struct Crumb {
  std::string title, url;  // the last one without url is the page itself
};

// What a page is besides its HTML; becomes the Patchbay-Page header.
struct PageHead {
  std::string title, description, locale, canonical;
  std::vector<std::pair<std::string, std::string>> alternates;  // locale → URL
  std::vector<Crumb> breadcrumb;
  json::array json_ld;
  std::string image;  // for link previews
  bool noindex = false, stale = false;
};
std::string to_header(const PageHead& head);
json::object breadcrumb_json_ld(const std::vector<Crumb>& breadcrumb, const Site& site);

std::string link(std::string_view url, std::string_view text, std::string_view attributes = {});
std::string element(std::string_view tag, std::string_view text, std::string_view attributes = {});
// "1 article", "12 articles"
std::string counted(const Messages& text, const std::string& key, std::size_t n);
// "12 May 2026", "12 май 2026 г.", "12 tháng 5, 2026"
std::string human_date(const Messages& text, std::int64_t ms);
std::string language_name(std::string_view locale);  // in its own language
std::vector<Crumb> crumbs_to(const Catalogue& catalogue, std::string_view category, std::string_view locale,
                             const Site& site, const Messages& text);

}  // namespace patchbay::kb
