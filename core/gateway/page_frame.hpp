#pragma once
// The frame around pages. A content plugin answers with the inside of <main> and a Patchbay-Page header; whoever provides
// `page.frame@1` says once per locale what stands around it; this joins the two without parsing either.
//
// THE FRAME. Asked with {"locale":"en"}; its provider replies
//   {"parts":[ part, … ]}           at most 1,000 parts and 256 KB. A part is one of
//   "text"                          HTML, sent as it is (the provider escapes what it puts in)
//   {"slot":"NAME"}                 the gateway puts the page's value there; see the list
//   {"asset":"portal.css"}          the URL of a file in the provider's own assets/: /assets/<plugin>/<hash>/portal.css
//   {"when":"NAME","parts":[…]}     its parts (texts, slots and assets, not another "when") stand only if the condition holds
//
// Slots. "text" values are escaped for element content and quoted attributes; "html" values are whole elements.
//   lang          text  language of the page, for <html lang="…">
//   title         text  the page's title alone; write your own " · site name" beside it, see when "title_differs"
//   site          text  [site] name
//   home          text  "/" or "/bg/": the help centre's start in the page's locale
//   prefix        text  "" or "/bg": put before a path to stay in the page's locale
//   path          text  the page's path and query without the locale prefix, for <form> and sign-in links that come back
//   path_encoded  text  the same, percent-encoded, for ?next={…}
//   user          text  name (else e-mail) of who is signed in; empty for everybody else
//   head          html  meta description, robots, canonical, hreflang alternates, stylesheets, JSON-LD, scripts (deferred)
//   breadcrumb    html  <ol class="breadcrumb"><li><a href="…">…</a></li>…<li aria-current="page">…</li></ol>; wrap it in
//                       your own <nav aria-label="…">; use when "breadcrumb"
//   languages     html  <ul class="languages"><li><a href="…" hreflang="bg" lang="bg">Български</a></li>…</ul>: this page in
//                       the other locales; the current one is <li aria-current="true" lang="en">English</li>
//   main          html  the plugin's fragment, unchanged. Exactly one part of a frame is {"slot":"main"}, outside any "when".
// Conditions
//   breadcrumb    the page has one               languages      the site has more than one locale and the page is not an error
//   signed_in     a customer, employee or agent  signed_out     nobody in particular (cached pages are always signed_out)
//   agent         who reads is agent or admin    title_differs  the title is not the site's name (so: not the start page)
//   error         the page is an error page      stale          the page says it is a stale translation ("stale":true)
// An unknown slot or condition is a fault of the frame: it is logged and the built-in frame stands in.
//
// When it is asked again: after a document of the provider's own collections changed (cache tag "<instance>/…"), after
// cache.drop@1 with the tag "page.frame", and when plugins start or stop. Every cached page is dropped with it.
//
// THE PAGE. The plugin's answer has `Content-Type: text/html; charset=utf-8`, the inside of <main> as its body, and the header
// `Patchbay-Page`: one line of JSON, UTF-8, at most 64 KB, never sent to the client. All members but title are optional:
//   {"title":"Returns", "description":"…", "locale":"en",
//    "canonical":"/kb/returns",                      a path, with the prefix of its locale, or a whole URL
//    "alternates":[{"locale":"bg","url":"/bg/kb/vrashtane"}],   the same page in other locales
//    "breadcrumb":[{"title":"Home","url":"/"},{"title":"Returns"}],   the last one without url is this page
//    "json_ld":{…} or [{…},…],                       each becomes one <script type="application/ld+json">
//    "stylesheets":["kb.css"], "scripts":["kb.js"],  files of the answering plugin's assets/, or paths that start with "/";
//                                                    a script is deferred, one ending in .mjs is a module
//    "og":{"title":"…","image":"/…"},                meta property="og:…", in this order
//    "noindex":true, "stale":true}
// Any status may carry it. An answer without Patchbay-Page is sent as it is. The page's locale decides which frame it gets;
// without one it is the request's. The Content-Security-Policy of pages allows no inline script and no inline style; a plugin
// that sets its own Content-Security-Policy keeps it.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace patchbay::gateway {

struct PageLink {
  std::string title, url, locale;
};

// What Patchbay-Page says, checked.
struct PageInfo {
  std::string title, description, locale, canonical;
  std::vector<PageLink> alternates;             // locale and url
  std::vector<PageLink> breadcrumb;             // title and url
  std::vector<std::string> json_ld;             // compact JSON, made safe to stand in <script>
  std::vector<std::string> stylesheets, scripts;
  std::vector<std::pair<std::string, std::string>> og;
  bool noindex = false, stale = false, error = false;
};

// Throws Error{invalid} saying what is wrong with the header.
PageInfo parse_page_info(std::string_view header_json);

// What the gateway knows about this answer.
struct PageSetting {
  std::string site_name, public_url;            // public_url without a slash at its end
  std::vector<std::string> locales;             // [site] locales
  std::string default_locale;
  std::string locale;                           // the request's
  std::string path;                             // path and query without the locale prefix, as the client wrote it
  std::string user;                             // empty = signed out
  bool signed_in = false, agent = false;
  std::string asset_base;                       // "/assets/kb/<hash>/" of the answering plugin; empty = it has none
};

// The parts of one locale's frame. Immutable, so it is shared between threads.
class PageFrame {
 public:
  // `reply` is page.frame@1's, `asset_base` its provider's. Throws Error{invalid} naming the part.
  PageFrame(std::string_view reply, std::string_view asset_base);
  // The frame for a host without a portal: title, breadcrumb and the fragment, readable without any stylesheet.
  static PageFrame built_in();

  std::string join(const PageInfo& page, const PageSetting& setting, std::string_view main) const;

 private:
  enum class Slot : std::uint8_t {
    text, lang, title, site, home, prefix, path, path_encoded, user, head, breadcrumb, languages, main
  };
  enum class When : std::uint8_t {
    always, breadcrumb, languages, signed_in, signed_out, agent, title_differs, error, stale
  };
  struct Part {
    When when;
    Slot slot;
    std::string text;
  };
  PageFrame() = default;
  static bool holds(When when, const PageInfo& page, const PageSetting& setting);
  static void fill(std::string& out, Slot slot, const PageInfo& page, const PageSetting& setting);

  std::vector<Part> parts_;
  friend class FrameReader;
};

}  // namespace patchbay::gateway
