// Wiring: the only file that knows how the portal meets the host.
#include <memory>

#include "account.hpp"
#include "announcements.hpp"
#include "asks.hpp"
#include "frame.hpp"
#include "patchbay/json_text.hpp"
#include "patchbay/plugin.hpp"
#include "routes.hpp"
#include "theme.hpp"

namespace patchbay::portal {
namespace {

class PortalPlugin final : public patchbay::Plugin {
 public:
  explicit PortalPlugin(Host host) : Plugin{host}, board_{host} {}

  void start() override {
    collection("announcements", kAnnouncementsSchema);
    collection("reads", kReadsSchema);
    collection("letters", R"({"version":1})");
    Site site = ask_site(host());
    std::string sheet = theme_css(site.accent);
    const std::string path = "/theme/" + theme_name(sheet);
    const std::string config = host().config();
    Settings settings;
    if (config != "null") settings.popular = static_cast<int>(json_text::integer_or(config, "popular", settings.popular));
    portal_ = std::make_unique<const Portal>(Portal{host(), std::move(site), settings, std::move(sheet), path, board_});

    using Handler = void (*)(const Portal&, const Request&);
    const auto page = [this](std::string_view pattern, Handler handler) {
      route("GET,HEAD", pattern, PBAY_FOR_PUBLIC, [this, handler](const Request& request) { handler(*portal_, request); });
    };
    page("/", home);
    page("/search", search);
    page("/contact", contact);
    page("/theme/{file}", theme);
    page("/sitemap.xml", sitemap);
    page("/feed.xml", feed);
    page("/robots.txt", robots);
    page("/llms.txt", llms);
    route("GET,HEAD", "/embed.js", PBAY_FOR_PUBLIC, embed);
    page("/account/conversations", talks);
    page("/account/conversations/{id}", talk);
    const auto form = [this](std::string_view pattern, Handler handler) {
      route("POST", pattern, PBAY_FOR_PUBLIC, [this, handler](const Request& request) { handler(*portal_, request); });
    };
    form("/account/conversations/{id}/messages", send_reply);
    form("/account/conversations/{id}/handoff", ask_for_person);
    route("POST", "/contact", PBAY_FOR_PUBLIC, [this](const Request& request) { send_letter(*portal_, letters_, request); });
    add_announcements();
    on("content.changed", 0, [this](const Event&) { host().try_call(kSelf, "cache.drop@1", R"({"tags":["portal/content"]})"); });
    provide("page.frame@1", [this](const Call& call) {
      const std::string locale = json_text::string_or(call.json(), "locale", portal_->site.default_locale);
      return frame_json(portal_->site, Messages{locale}, portal_->theme_path, ask_scripts(host(), locale));
    });
  }

 private:
  void add_announcements() {
    const auto add = [this](std::string_view methods, std::string_view pattern, std::uint32_t level, auto handler) {
      route(methods, pattern, level, [this, handler](const Request& request) { handler(*portal_, board_, request); });
    };
    add("GET,HEAD", "/account/announcements", PBAY_FOR_PUBLIC, announcements_page);
    add("POST", "/account/announcements/{id}/read", PBAY_FOR_VISITOR, mark_announcement);
    add("GET,HEAD", "/api/v1/portal/announcements", PBAY_FOR_AGENT, list_announcements);
    add("POST", "/api/v1/portal/announcements", PBAY_FOR_AGENT, make_announcement);
    add("PUT", "/api/v1/portal/announcements/{id}", PBAY_FOR_AGENT, change_announcement);
    add("DELETE", "/api/v1/portal/announcements/{id}", PBAY_FOR_AGENT,
        [](const Portal&, const NoticeBoard& board, const Request& request) { remove_announcement(board, request); });
    add("GET,HEAD", "/api/v1/portal/announcements/{id}/readers", PBAY_FOR_AGENT,
        [](const Portal&, const NoticeBoard& board, const Request& request) { announcement_readers(board, request); });
    timer(kMinute, kMinute, [this] {
      if (board_.has_turned(now_ms())) host().try_call(kSelf, "cache.drop@1", R"({"tags":["portal/announcements"]})");
    });
  }

  static constexpr std::uint64_t kMinute = 60'000;
  std::unique_ptr<const Portal> portal_;  // const after start()
  LetterBox letters_;
  NoticeBoard board_;
};

}  // namespace
}  // namespace patchbay::portal

PBAY_PLUGIN(patchbay::portal::PortalPlugin, "portal", "Help centre", "0.1.0", "io.patchbay", PBAY_CONCURRENT, PBAY_HTTP, PBAY_BUS, PBAY_STORE, PBAY_JOBS)
