// The knowledge base: the only file that knows which host calls what.
#include "content_methods.hpp"
#include "importing.hpp"
#include "patchbay/plugin.hpp"
#include "routes.hpp"
#include "upkeep.hpp"

namespace patchbay::kb {
namespace {

constexpr std::uint64_t kMinute = 60'000;

class KbPlugin final : public Plugin {
 public:
  explicit KbPlugin(Host host)
      : Plugin{host},
        library_{host},
        editing_{library_},
        feedback_{library_},
        importing_{library_, editing_},
        upkeep_{library_, feedback_},
        pages_{library_, feedback_},
        api_{library_, editing_, feedback_} {}

  void start() override {
    for (const auto& [name, schema] : ArticleStore::collections()) collection(name, schema);
    library_.open();
    feedback_.open();
    for (const RouteOfKb& one : routes_of(pages_, api_))
      route(one.methods, one.pattern, one.level, one.handler);
    provide("kb.import@1",
            [this](const Call& call) { return asked([&] { return importing_.import(call); }); });
    provide("kb.export@1",
            [this](const Call& call) { return asked([&] { return importing_.export_files(call); }); });
    provide("content.sections@1",
            [this](const Call& call) { return asked([&] { return content_sections(library_, call); }); });
    provide("content.popular@1", [this](const Call& call) {
      return asked([&] { return content_popular(library_, feedback_, call); });
    });
    provide("content.pages@1",
            [this](const Call& call) { return asked([&] { return content_pages(library_, call); }); });
    provide("content.editor@1", [this](const Call& call) {
      return asked([&] { return content_editor(library_, call); });
    });
    job("publish", [this](const Job& due) {
      if (editing_.publish_due(std::string{due.payload()})) throw Retry{60'000, "it is not due yet"};
    });
    job("relink", [this](const Job& changed) {
      for (const std::string& id : editing_.linking_to(std::string{changed.payload()}))
        editing_.render_again(id);
    });
    job("settle-addresses", [this](const Job&) { editing_.settle_addresses(); });
    start_timers();
    catch_up();
  }

  void drain() override { importing_.stop(); }
  void stop() override { importing_.stop(); }
  void reconfigure() override {
    library_.reconfigure();
    catch_up();
  }

 private:
  // A wrong request is the caller's fault, not this plugin's.
  template <class Work>
  static std::string asked(Work work) {
    try {
      return work();
    } catch (const std::invalid_argument& wrong) {
      throw Failure{PBAY_E_INVALID, wrong.what()};
    }
  }

  void start_timers() {
    timer(kMinute / 2, kMinute / 2, [this] { feedback_.flush(); });
    timer(60 * kMinute, 24 * 60 * kMinute, [this] {
      upkeep_.settle_weights();
      upkeep_.drop_media();
    });
    const auto period = static_cast<std::uint64_t>(library_.settings()->watch_seconds) * 1000;
    if (period > 0) timer(100, period, [this] { look_at_folders(); });
  }

  void look_at_folders() {
    if (looking_.exchange(true)) return;
    try {
      importing_.look_at_folders();
    } catch (const std::exception& error) {
      log(PBAY_LOG_WARN, "a configured folder could not be read", {{"why", error.what()}});
    }
    looking_ = false;
  }

  // What was scheduled before a stop is due or will be; addresses follow [site] locales.
  void catch_up() {
    for (const EntryPtr& entry : library_.catalogue().all())
      if (entry->status == Status::scheduled)
        host().enqueue(kSelf, "publish", entry->id,
                       "publish/" + entry->id + "/" + std::to_string(entry->publish_at),
                       static_cast<std::uint64_t>(entry->publish_at));
    const auto site = library_.site();
    const std::string languages = site->default_locale + " " + to_text(to_array(site->locales));
    const auto kept = library_.store().document(kSelf, "settings", "site");
    if (kept && text_of(*kept, "languages") == languages) return;
    store().put(kSelf, "settings", "site", to_text(json::object{{"languages", languages}}));
    if (library_.catalogue().size() > 0)
      host().enqueue(kSelf, "settle-addresses", languages, "settle-addresses");
  }

  Library library_;
  Editing editing_;
  Feedback feedback_;
  Importing importing_;
  Upkeep upkeep_;
  Pages pages_;
  Api api_;
  std::atomic<bool> looking_{false};
};

}  // namespace
}  // namespace patchbay::kb

PBAY_PLUGIN(patchbay::kb::KbPlugin, "kb", "Knowledge base", "0.1.0", "io.patchbay", PBAY_CONCURRENT,
            PBAY_HTTP, PBAY_BUS, PBAY_STORE, PBAY_JOBS, PBAY_FILES)
