#pragma once
// The inside of <main> of the pages the portal owns. Pure: values in, HTML out; everything put in is escaped here, only
// `snippet` is HTML already (the search engine's, escaped, with <mark>).
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account_pages.hpp"
#include "patchbay/messages.hpp"
#include "site.hpp"

namespace patchbay::portal {

struct Section {                 // a category of any content plugin
  std::string title, description, icon, url;
  std::int64_t count = 0;
};
struct Link {
  std::string title, url;
};
struct Hit {
  std::string kind, id, title, snippet, url, locale;
};

struct HomePage {
  std::string board;               // announcements, HTML already
  std::vector<Section> sections;
  std::vector<Link> popular;
  std::vector<Step> steps;
};
std::string render(const HomePage& page, const Site& site, const Messages& text);

struct SearchPage {
  std::string query, kind;                 // kind: the filter, empty = all
  std::vector<std::string> kinds;          // what can be filtered by
  std::vector<Hit> hits;
  std::string corrected, next;             // next: cursor
  std::vector<Link> nearest;               // when nothing was found
  std::vector<Step> steps;
};
std::string render(const SearchPage& page, const Site& site, const Messages& text);

struct ContactPage {
  std::vector<Step> steps;
  LetterForm letter;
};
std::string render(const ContactPage& page, const Site& site, const Messages& text);

// The search form: one for the hero, one for the header; suggestions attach to its class.
std::string search_form(const Site& site, const Messages& text, std::string_view query, std::string_view id);
// "Still need help?" with what exists; empty when there is no step but the search.
std::string help_box(std::span<const Step> steps, const Site& site, const Messages& text);

}  // namespace patchbay::portal
