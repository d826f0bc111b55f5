// GET and POST /setup: the form behind the link of `patchbay setup`. It changes nothing here: what is written goes back to the
// command, which has the operator's rights and shows what it is about to write.
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/clock.hpp"
#include "core/base/text.hpp"
#include "core/gateway/builtin_routes.hpp"
#include "core/gateway/page_texts.hpp"
#include "core/gateway/setup_link.hpp"
#include "core/gateway/target.hpp"

namespace patchbay::gateway {
namespace {

constexpr std::array<std::string_view, 12> kLanguages = {"en", "bg", "vi", "de", "fr", "es", "it", "ru", "el", "tr", "pt", "nl"};

class SetupPage {
 public:
  SetupPage(const BuiltIn& parts, const ExchangePtr& exchange) : parts_{parts}, exchange_{exchange} {}

  void show(const std::string& main, int status = 200) const {
    PageInfo info;
    info.title = std::string{page_text(Text::setup, exchange_->locale)};
    info.locale = exchange_->locale;
    info.noindex = true;
    parts_.answers.page(exchange_, status, std::move(info), main, {{"Referrer-Policy", "same-origin"}, {"Cache-Control", "no-store"}});  // see sign_in_page
  }
  std::string html(Text which) const { return escape_html(std::string{page_text(which, exchange_->locale)}); }
  std::string heading(Text which) const { return "<h1>" + html(which) + "</h1>"; }

  std::string form(const std::string& token) const {
    const config::Site& site = exchange_->settings->config.site;
    return heading(Text::setup) + "<p>" + html(Text::setup_more) + "</p><form method=\"post\" action=\"/setup\">" +
           "<input type=\"hidden\" name=\"token\" value=\"" + escape_html(token) + "\">" +
           field(Text::setup_name, "name", site.name, " required maxlength=\"100\"") +
           field(Text::setup_address, "public_url", exchange_->settings->config.server.public_url, " type=\"url\" maxlength=\"300\" placeholder=\"https://help.example.com\"") +
           "<fieldset><legend>" + html(Text::setup_languages) + "</legend>" + languages(site) + "</fieldset>" +
           field(Text::setup_default, "default_locale", site.default_locale, " required maxlength=\"10\"") +
           field(Text::setup_zone, "time_zone", site.time_zone, " required maxlength=\"60\" placeholder=\"Europe/Sofia\"") +
           field(Text::setup_colour, "accent", site.accent, " type=\"color\"") + "<fieldset><legend>" + html(Text::setup_plugins) + "</legend>" +
           plugins() + "</fieldset><p><button type=\"submit\">" + html(Text::setup_button) + "</button></p></form>";
  }

 private:
  std::string field(Text label, std::string_view name, std::string_view value, std::string_view attributes) const {
    const std::string id = "setup-" + std::string{name};
    return "<p><label for=\"" + id + "\">" + html(label) + "</label> <input id=\"" + id + "\" name=\"" + std::string{name} + "\" value=\"" +
           escape_html(std::string{value}) + "\"" + std::string{attributes} + "></p>";
  }
  static std::string box(std::string_view name, const std::string& value, const std::string& label, bool on) {
    return "<p><label><input type=\"checkbox\" name=\"" + std::string{name} + "\" value=\"" + escape_html(value) + "\"" + (on ? " checked" : "") +
           "> " + escape_html(label) + "</label></p>";
  }
  std::string languages(const config::Site& site) const {
    std::vector<std::string> all{kLanguages.begin(), kLanguages.end()};
    for (const std::string& locale : site.locales)
      if (std::ranges::find(all, locale) == all.end()) all.push_back(locale);
    std::string out;
    for (const std::string& locale : all)
      out += box("locales", locale, language_name(locale), std::ranges::find(site.locales, locale) != site.locales.end());
    return out;
  }
  std::string plugins() const {
    std::string out;
    for (const host::PluginInfo& plugin : parts_.target.plugins())
      if (plugin.instance == plugin.plugin) out += box("plugins", plugin.plugin, plugin.name.empty() ? plugin.plugin : plugin.name, plugin.enabled);
    return out;
  }

  const BuiltIn& parts_;
  const ExchangePtr& exchange_;
};

void show_setup(const BuiltIn& parts, const ExchangePtr& exchange) {
  const SetupPage page{parts, exchange};
  const std::string token = Query{exchange->request.query}.get("token");
  if (!parts.setup.is(token, SystemClock{}.steady_ms())) return page.show(page.heading(Text::setup_gone) + "<p>" + page.html(Text::setup_gone_more) + "</p>", 404);
  page.show(page.form(token));
}

void take_setup(const BuiltIn& parts, const ExchangePtr& exchange) {
  const SetupPage page{parts, exchange};
  if (exchange->cross_site) {
    parts.answers.problem(exchange, 403, "This request comes from another site.", "cross_site");
    return;
  }
  const Query form{exchange->request.body};
  json::array locales, plugins;
  for (const auto& [name, value] : form.pairs()) {
    if (name == "locales") locales.emplace_back(value);
    if (name == "plugins") plugins.emplace_back(value);
  }
  json::object answers = {{"locales", std::move(locales)}, {"plugins", std::move(plugins)}};
  for (const char* name : {"name", "public_url", "default_locale", "time_zone", "accent"}) answers[name] = std::string{trim(form.get(name))};
  if (!parts.setup.answer(form.get("token"), std::move(answers), SystemClock{}.steady_ms()))
    return page.show(page.heading(Text::setup_gone) + "<p>" + page.html(Text::setup_gone_more) + "</p>", 404);
  page.show(page.heading(Text::setup_done) + "<p role=\"status\">" + page.html(Text::setup_done_more) + "</p>");
}

}  // namespace

void add_setup_routes(const BuiltIn& parts, std::vector<Endpoint>& routes) {
  routes.push_back(own_route(parts, "GET", "/setup", PBAY_FOR_PUBLIC, show_setup));
  Endpoint post = own_route(parts, "POST", "/setup", PBAY_FOR_PUBLIC, take_setup);
  post.body_bytes = 16 << 10;
  routes.push_back(std::move(post));
}

}  // namespace patchbay::gateway
