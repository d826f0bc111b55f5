#pragma once
// Where things of the help centre are: URLs with the prefix of their language.
#include <string>
#include <string_view>
#include <vector>

namespace patchbay::kb {

struct Site {
  std::string name, public_url;  // public_url without a slash at its end
  std::vector<std::string> locales{"en"};
  std::string default_locale = "en";

  bool has(std::string_view locale) const;
  // "" for the default language and for one the site does not have, else "/bg".
  std::string prefix(std::string_view locale) const;
  std::string article_url(std::string_view locale, std::string_view slug) const;   // percent-encoded
  std::string article_path(std::string_view locale, std::string_view slug) const;  // as it reads, for search
  std::string category_url(std::string_view locale, std::string_view slug) const;
  std::string home_url(std::string_view locale) const;      // "/" or "/bg/"
  std::string contents_url(std::string_view locale) const;  // "/kb/"
  bool operator==(const Site&) const = default;
};

std::string media_url(std::string_view id, std::string_view name);

}  // namespace patchbay::kb
