#include "site.hpp"

#include <algorithm>

#include "text.hpp"

namespace patchbay::kb {
namespace {

std::string encode_segment(std::string_view segment) {
  std::string out = encode_path(segment);
  for (std::size_t at = out.find('/'); at != std::string::npos; at = out.find('/', at))
    out.replace(at, 1, "%2F");
  return out;
}

}  // namespace

bool Site::has(std::string_view locale) const {
  return std::find(locales.begin(), locales.end(), locale) != locales.end();
}

std::string Site::prefix(std::string_view locale) const {
  return locale == default_locale || !has(locale) ? std::string{} : "/" + std::string{locale};
}

std::string Site::article_url(std::string_view locale, std::string_view slug) const {
  return prefix(locale) + "/kb/" + encode_segment(slug);
}

std::string Site::article_path(std::string_view locale, std::string_view slug) const {
  return prefix(locale) + "/kb/" + std::string{slug};
}

std::string Site::category_url(std::string_view locale, std::string_view slug) const {
  return prefix(locale) + "/kb/c/" + encode_segment(slug);
}

std::string Site::home_url(std::string_view locale) const {
  return prefix(locale) + "/";
}
std::string Site::contents_url(std::string_view locale) const {
  return prefix(locale) + "/kb/";
}

std::string media_url(std::string_view id, std::string_view name) {
  return "/kb/media/" + std::string{id} + "/" + encode_segment(name);
}

}  // namespace patchbay::kb
