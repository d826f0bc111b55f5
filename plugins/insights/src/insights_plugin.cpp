// Insights: the only file that knows which host calls what.
#include <chrono>
#include <string>

#include "asks.hpp"
#include "patchbay/json_text.hpp"
#include "patchbay/plugin.hpp"
#include "rating.hpp"
#include "report.hpp"
#include "style.hpp"

namespace patchbay::insights {
namespace {

namespace text = json_text;

// A page of the desk stands in its sandboxed frame: it loads its own style and script and nothing else.
constexpr std::string_view kFramedPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
constexpr int kMostGaps = 200;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class InsightsPlugin final : public Plugin {
 public:
  using Plugin::Plugin;

  void start() override {
    site_ = ask_site(host());
    asks_ratings_ = host().config("/ask_rating") != "false";
    collection("ratings", kRatingsSchema);
    route("GET,HEAD", "/insights/", 0, [this](const Request& request) { page(request); });
    file("/insights/style.css", "text/css; charset=utf-8", kStyle);
    file("/insights/insights.js", "text/javascript; charset=utf-8", kScript);
    for (const std::string_view name : {"days", "handoff-points", "gaps", "ratings", "languages"})
      route("GET,HEAD", "/insights/" + std::string{name} + ".csv", 0,
            [this, name](const Request& request) { csv(request, name); });
    route("GET,HEAD", "/api/v1/insights/report", 0, [this](const Request& request) {
      const Asked asked = asked_by(request);
      request.json(200, report_json(asked, ask_figures(host(), asked.span, asked.locale),
                                    ask_gaps(host(), kMostGaps)));
    });
    route("POST", "/api/v1/insights/ratings", PBAY_FOR_VISITOR,
          [this](const Request& request) { rate(request); });
    provide("desk.page@1", [](const Call& call) {
      const Messages say{text::string_or(call.json(), "locale", "en")};
      return "{\"title\":" + text::quote(say("title")) +
             ",\"url\":\"/insights/\",\"icon\":\"chart\",\"role\":\"agent\",\"order\":50}";
    });
    on("conversation.status_changed", PBAY_DURABLE, [this](const Event& event) { ask_for_rating(event); });
  }

 private:
  // For a frame without an origin: it is nobody's own site.
  void file(std::string_view path, std::string_view type, std::string_view text) {
    route("GET,HEAD", path, PBAY_FOR_PUBLIC, [type, text](const Request& request) {
      request.respond(200, {{"content-type", type}, {"cross-origin-resource-policy", "cross-origin"}}, text);
    });
  }

  Asked asked_by(const Request& request) const {
    return {days_between(request.query("from"), request.query("to"), now_ms()),
            std::string{request.query("locale")}};
  }

  Messages words_for(const Request& request) const {
    const auto actor = host().try_call(request.ctx(), "session.actor@1");
    return Messages{actor ? text::string_or(*actor, "locale", site_.default_locale) : site_.default_locale};
  }

  void page(const Request& request) {
    const Asked asked = asked_by(request);
    request.html(200,
                 report_page(asked, ask_figures(host(), asked.span, asked.locale),
                             ask_gaps(host(), kMostGaps), site_.locales, words_for(request)),
                 {{"content-security-policy", kFramedPolicy}, {"cache-control", "no-store"}});
  }

  void csv(const Request& request, std::string_view name) {
    const Asked asked = asked_by(request);
    const Messages say = words_for(request);
    const Figures figures = name == "gaps" ? Figures{} : ask_figures(host(), asked.span, asked.locale);
    const Table table = name == "gaps"             ? gaps_table(ask_gaps(host(), 1000), say)
                        : name == "handoff-points" ? handoff_table(figures, say)
                        : name == "ratings"        ? ratings_table(figures.ratings, say)
                        : name == "languages"      ? locales_table(figures, say)
                                                   : days_table(figures, say);
    request.respond(200,
                    {{"content-type", "text/csv; charset=utf-8"},
                     {"content-disposition", "attachment; filename=\"" + table.name + ".csv\""},
                     {"cache-control", "no-store"}},
                    csv_of(table));
  }

  // Under the visitor's own rights: somebody else's conversation is not there.
  void rate(const Request& request) {
    Rating rating;
    try {
      rating = read_rating(request.body());
    } catch (const std::invalid_argument& wrong) {
      return request.problem(400, "invalid", wrong.what());
    }
    const std::string conversation = host().call(
        request.ctx(), "conversation.get@1", "{\"conversation\":" + text::quote(rating.conversation) + "}");
    const std::string id = text::string_or(conversation, "id", rating.conversation);
    store().put(kSelf, "ratings", id, rating_document(rating, now_ms()));
    tell_journey(request.ctx(), "csat", "{\"score\":" + std::to_string(rating.score) + "}");
    if (rating.effort)
      tell_journey(request.ctx(), "effort",
                   "{\"score\":" + std::to_string(*rating.effort) +
                       ",\"repeated\":" + (rating.repeated ? "true" : "false") + "}");
    request.json(201,
                 "{\"conversation\":" + text::quote(id) + ",\"score\":" + std::to_string(rating.score) + "}");
  }

  void tell_journey(Ctx ctx, std::string_view kind, std::string_view data) {
    host().try_call(ctx, "journey.record@1",
                    "{\"kind\":" + text::quote(kind) + ",\"data\":" + std::string{data} + "}");
  }

  // Once a person had a part in it and it is resolved. The same event asks the same question: it is there
  // once.
  void ask_for_rating(const Event& event) {
    if (!asks_ratings_ || text::string_or(event.json(), "status", "") != "resolved") return;
    const std::string id = text::string_or(event.json(), "conversation", std::string{event.key()});
    const auto conversation =
        host().try_call(kSelf, "conversation.get@1", "{\"conversation\":" + text::quote(id) + "}");
    if (!conversation || text::string_or(*conversation, "status", "") != "resolved") return;
    const auto assignee = text::member(*conversation, "assignee");
    if (!assignee || *assignee == "null") return;
    const auto handoff = text::member(*conversation, "handoff");
    const auto contact = text::member(*conversation, "contact");
    const Messages say{contact ? text::string_or(*contact, "locale", site_.default_locale)
                               : site_.default_locale};
    host().try_call(
        kSelf, "message.append@1",
        rating_question(id, id + "-" + std::to_string(text::integer_or(*conversation, "last_seq", 0)),
                        handoff && *handoff != "null", say("rate.please")));
  }

  Site site_;  // const after start()
  bool asks_ratings_ = true;
};

}  // namespace
}  // namespace patchbay::insights

PBAY_PLUGIN(patchbay::insights::InsightsPlugin, "insights", "Insights", "0.1.0", "io.patchbay",
            PBAY_CONCURRENT, PBAY_HTTP, PBAY_BUS, PBAY_STORE)
