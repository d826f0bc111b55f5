#include "core/gateway/page_frame.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "core/gateway/page_texts.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::size_t kMaxFrame = 256 << 10;
constexpr std::size_t kMaxParts = 1000;

std::string prefix_of(const PageSetting& setting, const std::string& locale) {
  return locale == setting.default_locale ? std::string{} : "/" + locale;
}

std::string absolute(const PageSetting& setting, const std::string& url) {
  return url.starts_with('/') ? setting.public_url + url : url;
}

std::string asset_url(const PageSetting& setting, const std::string& name) {
  return name.starts_with('/') ? name : setting.asset_base + name;
}

void add_meta(std::string& out, std::string_view kind, std::string_view name, const std::string& content) {
  out += "<meta ";
  out += kind;
  out += "=\"" + escape_html(name) + "\" content=\"" + escape_html(content) + "\">";
}

void fill_head(std::string& out, const PageInfo& page, const PageSetting& setting) {
  if (!page.description.empty()) add_meta(out, "name", "description", page.description);
  if (page.noindex || page.error) add_meta(out, "name", "robots", "noindex");
  if (!page.canonical.empty())
    out += "<link rel=\"canonical\" href=\"" + escape_html(absolute(setting, page.canonical)) + "\">";
  for (const PageLink& link : page.alternates)
    out += "<link rel=\"alternate\" hreflang=\"" + escape_html(link.locale) + "\" href=\"" +
           escape_html(absolute(setting, link.url)) + "\">";
  for (const auto& [name, content] : page.og)
    add_meta(out, "property", "og:" + name, name == "image" || name == "url" ? absolute(setting, content) : content);
  for (const std::string& sheet : page.stylesheets)
    out += "<link rel=\"stylesheet\" href=\"" + escape_html(asset_url(setting, sheet)) + "\">";
  for (const std::string& data : page.json_ld) out += "<script type=\"application/ld+json\">" + data + "</script>";
  for (const std::string& script : page.scripts)
    out += (script.ends_with(".mjs") ? "<script type=\"module\" src=\"" : "<script defer src=\"") +
           escape_html(asset_url(setting, script)) + "\"></script>";
}

void fill_breadcrumb(std::string& out, const PageInfo& page) {
  out += "<ol class=\"breadcrumb\">";
  for (const PageLink& link : page.breadcrumb) {
    if (link.url.empty()) out += "<li aria-current=\"page\">" + escape_html(link.title) + "</li>";
    else out += "<li><a href=\"" + escape_html(link.url) + "\">" + escape_html(link.title) + "</a></li>";
  }
  out += "</ol>";
}

void fill_languages(std::string& out, const PageInfo& page, const PageSetting& setting) {
  const std::string& current = page.locale.empty() ? setting.locale : page.locale;
  out += "<ul class=\"languages\">";
  for (const std::string& locale : setting.locales) {
    const std::string name = escape_html(language_name(locale)), code = escape_html(locale);
    if (locale == current) {
      out += "<li aria-current=\"true\" lang=\"" + code + "\">" + name + "</li>";
      continue;
    }
    const auto known = std::ranges::find(page.alternates, locale, &PageLink::locale);
    const std::string url = known != page.alternates.end() ? known->url : prefix_of(setting, locale) + setting.path;
    out += "<li><a href=\"" + escape_html(url) + "\" hreflang=\"" + code + "\" lang=\"" + code + "\">" + name + "</a></li>";
  }
  out += "</ul>";
}

std::vector<PageLink> links_of(const json::object& object, std::string_view key, bool by_locale) {
  std::vector<PageLink> links;
  const json::value* list = object.if_contains(key);
  if (!list || list->is_null()) return links;
  if (!list->is_array()) throw Error{Code::invalid, "Patchbay-Page: '" + std::string{key} + "' must be a list"};
  for (const json::value& item : list->get_array()) {
    if (!item.is_object()) throw Error{Code::invalid, "Patchbay-Page: '" + std::string{key} + "' must hold objects"};
    const json::object& link = item.get_object();
    links.push_back({by_locale ? std::string{} : required_string(link, "title"), string_or(link, "url", ""),
                     by_locale ? required_string(link, "locale") : std::string{}});
  }
  return links;
}

std::vector<std::string> names_of(const json::object& object, std::string_view key) {
  std::vector<std::string> names;
  const json::value* list = object.if_contains(key);
  if (!list || list->is_null()) return names;
  if (!list->is_array()) throw Error{Code::invalid, "Patchbay-Page: '" + std::string{key} + "' must be a list of texts"};
  for (const json::value& item : list->get_array()) {
    if (!item.is_string()) throw Error{Code::invalid, "Patchbay-Page: '" + std::string{key} + "' must hold texts"};
    names.emplace_back(item.get_string());
  }
  return names;
}

// '<' never stands in the text, so nothing in it can end the <script> around it.
std::string json_in_script(const json::value& value) {
  std::string out;
  for (const char c : to_text(value)) {
    if (c == '<') out += "\\u003c";
    else out += c;
  }
  return out;
}

void read_json_ld(const json::object& object, PageInfo& page) {
  const json::value* data = object.if_contains("json_ld");
  if (!data || data->is_null()) return;
  if (const json::array* list = data->if_array())
    for (const json::value& item : *list) page.json_ld.push_back(json_in_script(item));
  else page.json_ld.push_back(json_in_script(*data));
}

void read_og(const json::object& object, PageInfo& page) {
  const json::value* data = object.if_contains("og");
  if (!data || data->is_null()) return;
  if (!data->is_object()) throw Error{Code::invalid, "Patchbay-Page: 'og' must be an object of texts"};
  for (const auto& [name, value] : data->get_object())
    if (value.is_string()) page.og.emplace_back(std::string{name}, std::string{value.get_string()});
}

}  // namespace

PageInfo parse_page_info(std::string_view header_json) {
  const json::object object = parse_object(header_json, "Patchbay-Page", 64 << 10);
  PageInfo page;
  page.title = required_string(object, "title");
  page.description = string_or(object, "description", "");
  page.locale = string_or(object, "locale", "");
  page.canonical = string_or(object, "canonical", "");
  page.alternates = links_of(object, "alternates", true);
  page.breadcrumb = links_of(object, "breadcrumb", false);
  page.stylesheets = names_of(object, "stylesheets");
  page.scripts = names_of(object, "scripts");
  page.noindex = bool_or(object, "noindex", false);
  page.stale = bool_or(object, "stale", false);
  read_json_ld(object, page);
  read_og(object, page);
  return page;
}

// Reads a provider's reply into parts.
class FrameReader {
 public:
  FrameReader(std::vector<PageFrame::Part>& parts, std::string_view asset_base) : parts_{parts}, asset_base_{asset_base} {}

  void read(const json::array& list, PageFrame::When when) {
    for (const json::value& item : list) {
      if (++count_ > kMaxParts) throw Error{Code::invalid, "page.frame: more than 1,000 parts"};
      if (const json::string* text = item.if_string()) add(when, PageFrame::Slot::text, {text->data(), text->size()});
      else if (item.is_object()) read_object(item.get_object(), when);
      else fault("must be a text or an object");
    }
  }
  int mains() const { return mains_; }

 private:
  [[noreturn]] void fault(const std::string& what) const {
    throw Error{Code::invalid, "page.frame: part " + std::to_string(count_) + " " + what};
  }

  void read_object(const json::object& object, PageFrame::When when) {
    if (object.contains("slot")) {
      const PageFrame::Slot slot = slot_of(required_string(object, "slot"));
      if (slot == PageFrame::Slot::main && when != PageFrame::When::always) fault("puts the page inside a condition");
      mains_ += slot == PageFrame::Slot::main;
      add(when, slot, {});
    } else if (object.contains("asset")) {
      add(when, PageFrame::Slot::text, escape_html(std::string{asset_base_} + required_string(object, "asset")));
    } else if (object.contains("when")) {
      if (when != PageFrame::When::always) fault("is a condition inside a condition");
      const json::value* parts = object.if_contains("parts");
      if (!parts || !parts->is_array()) fault("is a condition without parts");
      read(parts->get_array(), when_of(required_string(object, "when")));
    } else {
      fault("has neither slot, asset nor when");
    }
  }

  void add(PageFrame::When when, PageFrame::Slot slot, std::string text) {
    const bool joins = slot == PageFrame::Slot::text && !parts_.empty() && parts_.back().slot == slot && parts_.back().when == when;
    if (joins) parts_.back().text += text;
    else parts_.push_back({when, slot, std::move(text)});
  }

  PageFrame::Slot slot_of(const std::string& name) const {
    using Slot = PageFrame::Slot;
    static constexpr std::pair<std::string_view, Slot> kSlots[] = {
        {"lang", Slot::lang}, {"title", Slot::title}, {"site", Slot::site}, {"home", Slot::home}, {"prefix", Slot::prefix},
        {"path", Slot::path}, {"path_encoded", Slot::path_encoded}, {"user", Slot::user}, {"head", Slot::head},
        {"breadcrumb", Slot::breadcrumb}, {"languages", Slot::languages}, {"main", Slot::main}};
    for (const auto& [known, slot] : kSlots)
      if (known == name) return slot;
    fault("has the slot \"" + name + "\", which there is not");
  }

  PageFrame::When when_of(const std::string& name) const {
    using When = PageFrame::When;
    static constexpr std::pair<std::string_view, When> kWhens[] = {
        {"breadcrumb", When::breadcrumb}, {"languages", When::languages}, {"signed_in", When::signed_in},
        {"signed_out", When::signed_out}, {"agent", When::agent}, {"title_differs", When::title_differs},
        {"error", When::error}, {"stale", When::stale}};
    for (const auto& [known, when] : kWhens)
      if (known == name) return when;
    fault("has the condition \"" + name + "\", which there is not");
  }

  std::vector<PageFrame::Part>& parts_;
  std::string_view asset_base_;
  std::size_t count_ = 0;
  int mains_ = 0;
};

PageFrame::PageFrame(std::string_view reply, std::string_view asset_base) {
  const json::object object = parse_object(reply, "page.frame", kMaxFrame);
  const json::value* parts = object.if_contains("parts");
  if (!parts || !parts->is_array()) throw Error{Code::invalid, "page.frame: 'parts' must be a list"};
  FrameReader reader{parts_, asset_base};
  reader.read(parts->get_array(), When::always);
  if (reader.mains() != 1) throw Error{Code::invalid, "page.frame: exactly one part must be {\"slot\":\"main\"}"};
}

PageFrame PageFrame::built_in() {
  PageFrame frame;
  const auto text = [&frame](std::string_view html, When when = When::always) {
    frame.parts_.push_back({when, Slot::text, std::string{html}});
  };
  const auto slot = [&frame](Slot which, When when = When::always) { frame.parts_.push_back({when, which, {}}); };
  text("<!doctype html><html lang=\"");
  slot(Slot::lang);
  text("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
       "<meta name=\"color-scheme\" content=\"light dark\"><title>");
  slot(Slot::title);
  text(" · ", When::title_differs);
  slot(Slot::site, When::title_differs);
  text("</title>");
  slot(Slot::head);
  text("</head><body><header><p><a href=\"");
  slot(Slot::home);
  text("\">");
  slot(Slot::site);
  text("</a></p></header>");
  text("<nav>", When::breadcrumb);
  slot(Slot::breadcrumb, When::breadcrumb);
  text("</nav>", When::breadcrumb);
  text("<main>");
  slot(Slot::main);
  text("</main>");
  text("<footer>", When::languages);
  slot(Slot::languages, When::languages);
  text("</footer>", When::languages);
  text("</body></html>");
  return frame;
}

bool PageFrame::holds(When when, const PageInfo& page, const PageSetting& setting) {
  switch (when) {
    case When::always: return true;
    case When::breadcrumb: return !page.breadcrumb.empty();
    case When::languages: return setting.locales.size() > 1 && !page.error;
    case When::signed_in: return setting.signed_in;
    case When::signed_out: return !setting.signed_in;
    case When::agent: return setting.agent;
    case When::title_differs: return page.title != setting.site_name;
    case When::error: return page.error;
    case When::stale: return page.stale;
  }
  return false;
}

void PageFrame::fill(std::string& out, Slot slot, const PageInfo& page, const PageSetting& setting) {
  const std::string& locale = page.locale.empty() ? setting.locale : page.locale;
  switch (slot) {
    case Slot::lang: out += escape_html(locale); break;
    case Slot::title: out += escape_html(page.title); break;
    case Slot::site: out += escape_html(setting.site_name); break;
    case Slot::home: out += escape_html(prefix_of(setting, locale) + "/"); break;
    case Slot::prefix: out += escape_html(prefix_of(setting, locale)); break;
    case Slot::path: out += escape_html(setting.path); break;
    case Slot::path_encoded: out += percent_encode(setting.path); break;
    case Slot::user: out += escape_html(setting.user); break;
    case Slot::head: fill_head(out, page, setting); break;
    case Slot::breadcrumb: fill_breadcrumb(out, page); break;
    case Slot::languages: fill_languages(out, page, setting); break;
    case Slot::text:
    case Slot::main: break;
  }
}

std::string PageFrame::join(const PageInfo& page, const PageSetting& setting, std::string_view main) const {
  std::string out;
  out.reserve(main.size() + 8192);
  for (const Part& part : parts_) {
    if (!holds(part.when, page, setting)) continue;
    if (part.slot == Slot::text) out += part.text;
    else if (part.slot == Slot::main) out += main;
    else fill(out, part.slot, page, setting);
  }
  return out;
}

}  // namespace patchbay::gateway
