// Wiring: the only file that knows how the widget meets the host.
#include "frame_page.hpp"
#include "launcher_script.hpp"
#include "patchbay/json_text.hpp"
#include "patchbay/plugin.hpp"
#include "settings.hpp"

namespace patchbay::widget {
namespace {

constexpr std::string_view kScript = "/widget.js";

class WidgetPlugin final : public patchbay::Plugin {
 public:
  using Plugin::Plugin;

  void start() override {
    const std::string config = host().config();
    settings_ = config == "null" ? "{}" : config;
    const bool demo = json_text::member(settings_, "demo") == "true";
    const bool help_centre = json_text::member(settings_, "help_centre") != "false";
    launcher_ = launcher_script(site(), settings_);

    route("GET,HEAD", kScript, PBAY_FOR_PUBLIC, [this](const Request& request) { launcher(request); });
    route("GET,HEAD", "/widget/frame", PBAY_FOR_PUBLIC, [this](const Request& request) { frame(request); });
    if (demo)
      route("GET,HEAD", "/widget/demo", PBAY_FOR_PUBLIC, [](const Request& request) {
        request.html(200, demo_document(request.locale(), request.query("inbox", "default")));
      });
    provide("page.script@1", [help_centre](const Call&) -> std::string {
      if (!help_centre) return R"({"scripts":[]})";
      return "{\"scripts\":[{\"src\":" + json_text::quote(kScript) + ",\"data\":{\"inbox\":\"default\"}}]}";
    });
  }

 private:
  Site site() const { return parse_site(call(kSelf, "site.get@1")); }

  // The gateway keeps it, packs it and gives it its ETag; the same for every reader.
  void launcher(const Request& request) const {
    request.respond(200,
                    {{"content-type", "text/javascript; charset=utf-8"}, {"cache-control", "public, max-age=600"}, {"patchbay-cache", "public"},
                     {"cross-origin-resource-policy", "cross-origin"}, {"access-control-allow-origin", "*"}},
                    launcher_);
  }

  void frame(const Request& request) const {
    const Site now = site();  // `sites` may have changed since the start
    FrameAsk ask;
    ask.inbox = request.query("inbox", "default");
    if (!has_inbox(now, ask.inbox)) return request.problem(404, "not_found", "There is no inbox of that name.");
    ask.locale = known_locale(now, request.query("locale"), request.locale());
    ask.assets = request.assets();
    ask.settings = settings_;
    const auto actor = host().try_call(request.ctx(), "session.actor@1");
    const std::string kind = actor ? json_text::string_or(*actor, "kind", "") : "";
    ask.signed_in = kind == "customer" || kind == "employee";
    request.html(200, frame_document(now, ask, Messages{ask.locale}),
                 {{"content-security-policy", frame_policy(now, sites_of(now, ask.inbox))}, {"cache-control", "no-cache"},
                  {"permissions-policy", "camera=(), geolocation=(), microphone=(self)"}});
  }

  std::string settings_, launcher_;  // const after start()
};

}  // namespace
}  // namespace patchbay::widget

PBAY_PLUGIN(patchbay::widget::WidgetPlugin, "widget", "Widget", "0.1.0", "io.patchbay", PBAY_CONCURRENT, PBAY_HTTP, PBAY_BUS)
