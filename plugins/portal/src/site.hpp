#pragma once
// What every page needs to know of the site it is on, and the pieces every page is made of.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::portal {

struct Site {
  std::string name;
  std::string public_url;            // "https://help.example.com", no slash at the end
  std::vector<std::string> locales;
  std::string default_locale;
  std::string accent, logo;
  std::string assets;                // "/assets/portal/<hash>/"
};

// "" for the default locale, "/bg" for another: what stands before every path of a page in that language.
std::string prefix(const Site& site, std::string_view locale);

// A language's own name ("Български"); the code where it is not known.
std::string language_name(std::string_view locale);

// A script of another plugin that belongs on every page.
struct Script {
  std::string src;                                       // a path of this host
  std::vector<std::pair<std::string, std::string>> data;  // data-… attributes
};

// A step on the way to a person, as the host tells it.
struct Step {
  std::string id, label, reason, reveal, url;
  bool available = false;
  std::int64_t wait_seconds = -1;    // -1 = unknown
};

}  // namespace patchbay::portal
