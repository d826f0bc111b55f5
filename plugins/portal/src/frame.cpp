#include "frame.hpp"

#include "pages.hpp"
#include "patchbay/html.hpp"
#include "patchbay/json_text.hpp"

namespace patchbay::portal {
namespace {

// Collects the parts of the reply in order.
class Parts {
 public:
  Parts& html(std::string_view text) { return add(json_text::quote(text)); }
  Parts& slot(std::string_view name) { return add("{\"slot\":\"" + std::string{name} + "\"}"); }
  Parts& asset(std::string_view file) { return add("{\"asset\":\"" + std::string{file} + "\"}"); }
  Parts& when(std::string_view condition, const Parts& parts) {
    return add("{\"when\":\"" + std::string{condition} + "\",\"parts\":[" + parts.json_ + "]}");
  }
  std::string json() const { return "{\"parts\":[" + json_ + "]}"; }

 private:
  Parts& add(std::string_view part) {
    if (!json_.empty()) json_ += ',';
    json_ += part;
    return *this;
  }
  std::string json_;
};

std::string label(const Messages& text, std::string_view key) { return escape_html(text(key)); }

// What portal.js says; a data block, so no script policy has to allow it.
std::string script_texts(const Messages& text) {
  const auto member = [&](std::string_view name, std::string_view value) {
    return "\"" + std::string{name} + "\":" + json_text::quote(value, true);
  };
  return "<script type=\"application/json\" id=\"pb-texts\">{" + member("suggestions", text("search.suggestions")) + "," + member("count", text("search.count.live")) + "," +
         member("searched", text("tried.search")) + "," + member("read", text("tried.read")) + "," +
         member("voted_no", text("tried.vote.no")) + "}</script>";
}

std::string script_elements(const std::vector<Script>& scripts, std::string_view locale) {
  std::string out;
  for (const Script& script : scripts) {
    out += "<script async src=\"" + escape_html(script.src) + "\" data-locale=\"" + escape_html(locale) + "\"";
    for (const auto& [name, value] : script.data) out += " data-" + name + "=\"" + escape_html(value) + "\"";
    out += "></script>\n";
  }
  return out;
}

void add_head(Parts& parts, std::string_view theme, const Messages& text, const Site& site) {
  parts.html("<!doctype html>\n<html lang=\"").slot("lang").html("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
             "content=\"width=device-width,initial-scale=1\">\n<title>").slot("title");
  parts.when("title_differs", Parts{}.html(" · ").slot("site"));
  parts.html("</title>\n<link rel=\"stylesheet\" href=\"").asset("portal.css").html("\">\n<link rel=\"stylesheet\" href=\"" + escape_html(theme) +
             "\">\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"").asset("icon.svg");
  parts.html("\">\n<link rel=\"alternate\" type=\"application/atom+xml\" title=\"" + label(text, "footer.feed") + "\" href=\"" +
             prefix(site, text.locale()) + "/feed.xml\">\n<script defer src=\"").asset("portal.js").html("\"></script>\n");
  parts.slot("head").html("\n</head>\n");
}

void add_header(Parts& parts, const Site& site, const Messages& text) {
  parts.html("<body>\n<a class=\"pb-skip\" href=\"#main\">" + label(text, "skip") + "</a>\n<header class=\"pb-header\"><div class=\"pb-wrap\">"
             "<a class=\"pb-brand\" href=\"").slot("home").html("\">" +
             (site.logo.empty() ? std::string{} : "<img src=\"" + escape_html(site.logo) + "\" alt=\"\" height=\"32\">")).slot("site").html("</a>");
  parts.when("title_differs", Parts{}.html(search_form(site, text, "", "top")));
  parts.html("<nav class=\"pb-nav\" aria-label=\"" + label(text, "menu") + "\">");
  parts.when("languages", Parts{}.html("<details class=\"pb-languages\"><summary>" + label(text, "language") + "</summary>").slot("languages").html("</details>"));
  parts.when("signed_out", Parts{}.html("<a href=\"" + prefix(site, text.locale()) + "/signin?next=").slot("path_encoded").html("\" rel=\"nofollow\">" + label(text, "signin") + "</a>"));
  parts.when("signed_in", Parts{}.html("<a href=\"" + prefix(site, text.locale()) + "/account/conversations\">").slot("user").html("</a>"));
  parts.html("</nav></div></header>\n");
}

}  // namespace

std::string frame_json(const Site& site, const Messages& text, std::string_view theme, const std::vector<Script>& scripts) {
  Parts parts;
  add_head(parts, theme, text, site);
  add_header(parts, site, text);
  parts.html("<div class=\"pb-wrap pb-main\">");
  parts.when("breadcrumb", Parts{}.html("<nav class=\"pb-breadcrumb\" aria-label=\"" + label(text, "home") + "\">").slot("breadcrumb").html("</nav>"));
  parts.html("<main id=\"main\" tabindex=\"-1\">").slot("main").html("</main></div>\n");
  parts.html("<footer class=\"pb-footer\"><div class=\"pb-wrap\"><span>" + escape_html(text("footer.by", {{"site", site.name}})) +
             "</span><nav aria-label=\"" + escape_html(site.name) + "\"><a href=\"" + prefix(site, text.locale()) + "/contact\">" + label(text, "help.button") +
             "</a><a href=\"" + prefix(site, text.locale()) + "/feed.xml\">" + label(text, "footer.feed") + "</a></nav></div></footer>\n");
  parts.html(script_texts(text) + "\n" + script_elements(scripts, text.locale()) + "</body>\n</html>\n");
  return parts.json();
}

}  // namespace patchbay::portal
