#include "site.hpp"

#include <array>
#include <utility>

namespace patchbay::portal {

std::string prefix(const Site& site, std::string_view locale) {
  return locale == site.default_locale ? std::string{} : "/" + std::string{locale};
}

std::string language_name(std::string_view locale) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kNames = {{
      {"bg", "Български"}, {"cs", "Čeština"}, {"da", "Dansk"}, {"de", "Deutsch"}, {"el", "Ελληνικά"},
      {"en", "English"}, {"es", "Español"}, {"et", "Eesti"}, {"fi", "Suomi"}, {"fr", "Français"},
      {"hu", "Magyar"}, {"it", "Italiano"}, {"ja", "日本語"}, {"ko", "한국어"}, {"nl", "Nederlands"},
      {"no", "Norsk"}, {"pl", "Polski"}, {"pt", "Português"}, {"ro", "Română"}, {"ru", "Русский"},
      {"sv", "Svenska"}, {"tr", "Türkçe"}, {"uk", "Українська"}, {"vi", "Tiếng Việt"},
  }};
  for (const auto& [code, name] : kNames)
    if (code == locale || code == locale.substr(0, locale.find('-'))) return std::string{name};
  return std::string{locale};
}

}  // namespace patchbay::portal
