#include "announcement_pages.hpp"

#include "account_pages.hpp"
#include "patchbay/html.hpp"

namespace patchbay::portal {
namespace {

constexpr int kMostOnTop = 3;

std::string paragraphs(std::string_view text) {
  std::string out = "<p>";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && i + 1 < text.size() && text[i + 1] == '\n') {
      out += "</p><p>";
      ++i;
    } else if (text[i] == '\n') {
      out += "<br>";
    } else {
      const std::size_t end = std::min(text.find('\n', i), text.size());
      out += escape_html(text.substr(i, end - i));
      i = end - 1;
    }
  }
  return out + "</p>";
}

std::string more_link(const Announcement& one, const Site& site, const Messages& text) {
  if (one.url.empty()) return {};
  const std::string url = one.url.starts_with('/') ? prefix(site, text.locale()) + one.url : one.url;
  return "<p><a href=\"" + escape_html(url) + "\">" + escape_html(text("news.more")) + "</a></p>";
}

std::string item(const Notice& notice, bool can_mark, std::string_view level, const Site& site, const Messages& text) {
  const Announcement& one = notice.what;
  const bool waits = one.must_read && !notice.read;
  std::string out = "<article class=\"pb-news" + std::string{waits ? " pb-waits" : ""} + "\" id=\"" + escape_html(one.id) + "\"><" + std::string{level} +
                    ">" + escape_html(one.title) + "</" + std::string{level} + ">";
  if (waits) out += "<p class=\"pb-meta\"><strong>" + escape_html(text("news.must_read")) + "</strong></p>";
  if (!one.text.empty()) out += paragraphs(one.text);
  out += more_link(one, site, text) + "<p class=\"pb-meta\">" + time_element(iso_moment(one.from)) + "</p>";
  if (can_mark && waits)
    out += "<form method=\"post\" action=\"" + prefix(site, text.locale()) + "/account/announcements/" + percent_encode(one.id) +
           "/read\"><button class=\"pb-button\">" + escape_html(text("news.mark")) + "</button></form>";
  if (one.must_read && notice.read) out += "<p class=\"pb-meta\">" + escape_html(text("news.read")) + "</p>";
  return out + "</article>";
}

}  // namespace

std::string notice_box(std::span<const Notice> notices, const Site& site, const Messages& text) {
  std::string out;
  int shown = 0;
  for (const Notice& notice : notices) {
    if (!notice.what.pinned && !(notice.what.must_read && !notice.read)) continue;
    if (++shown > kMostOnTop) break;
    out += item(notice, false, "h2", site, text);
  }
  if (out.empty()) return {};
  return "<section class=\"pb-board\" aria-label=\"" + escape_html(text("news.title")) + "\">" + out + "<p><a href=\"" + prefix(site, text.locale()) +
         "/account/announcements\">" + escape_html(text("news.all")) + "</a></p></section>";
}

std::string render_notices(std::span<const Notice> notices, bool can_mark, const Site& site, const Messages& text) {
  std::string out = "<h1>" + escape_html(text("news.title")) + "</h1>";
  if (notices.empty()) return out + "<p>" + escape_html(text("news.none")) + "</p>";
  for (const Notice& notice : notices) out += item(notice, can_mark, "h2", site, text);
  return out;
}

}  // namespace patchbay::portal
