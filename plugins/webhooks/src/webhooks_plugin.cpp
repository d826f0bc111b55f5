// Webhooks: the only file that knows which host calls what.
#include <stdexcept>

#include "desk_page.hpp"
#include "events.hpp"
#include "moment.hpp"
#include "patchbay/plugin.hpp"
#include "routes.hpp"
#include "web.hpp"

namespace patchbay::webhooks {
namespace {

constexpr std::uint64_t kHourMs = 60 * 60'000;

class WebhooksPlugin final : public Plugin {
 public:
  explicit WebhooksPlugin(Host host)
      : Plugin{host},
        store_{host},
        endpoints_{store_},
        outbox_{host, store_, endpoints_},
        channels_{host},
        api_{host, store_, endpoints_, outbox_, channels_} {}

  void start() override {
    for (const auto& [name, schema] : WebhookStore::collections()) collection(name, schema);
    const json::object config = read_config();
    keep_days_ = integer_of(config, "keep_days", 30);
    open_endpoints(config);
    open_channels(config);
    for (const RouteOfWebhooks& one : routes_of(api_))
      route(one.methods, one.pattern, one.level, one.handler);
    serve_page();
    for (const std::string_view topic : kTopics)
      on(topic, PBAY_DURABLE, [this](const Event& event) { tell(event); });
    provide("webhooks.log@1",
            [this](const Call& call) { return asked([&] { return api_.log(parse_object(call.json())); }); });
    provide("webhooks.replay@1", [this](const Call& call) {
      return asked([&] { return api_.replay_by(parse_object(call.json())); });
    });
    provide("desk.page@1", [](const Call& call) {
      return asked([&] {
        const Messages text{text_of(parse_object(call.json()), "locale", "en")};
        return json::object{{"title", text("desk.title")},
                            {"url", "/webhooks/"},
                            {"icon", "link"},
                            {"role", "admin"},
                            {"order", 80}};
      });
    });
    job("send", [this](const Job& job) { outbox_.send(job.payload()); });
    timer(kHourMs, kHourMs,
          [this] { store_.remove_before(now_ms() - keep_days_ * 24 * static_cast<std::int64_t>(kHourMs)); });
  }

 private:
  json::object read_config() const {
    const std::string text = host().config();
    return text == "null" ? json::object{} : read_object(text);
  }

  // A wrong request is the caller's fault, not this plugin's.
  template <class Work>
  static std::string asked(Work work) {
    try {
      return to_text(work());
    } catch (const std::invalid_argument& wrong) {
      throw Failure{PBAY_E_INVALID, wrong.what()};
    }
  }

  void open_endpoints(const json::object& config) {
    std::vector<Endpoint> of_files;
    if (const json::object* all = object_of(config, "endpoints"))
      for (const auto& member : *all)
        of_files.push_back(endpoint_of_file(member.key(), member.value().as_object()));
    endpoints_.open(std::move(of_files));
  }

  void open_channels(const json::object& config) {
    std::map<std::string, Channel, std::less<>> channels;
    std::map<std::string, Target> targets;
    if (const json::object* all = object_of(config, "channels"))
      for (const auto& member : *all) {
        const Channel channel = channel_of(member.key(), member.value().as_object());
        targets.emplace(channel.name, channel.target);
        channels.emplace(channel.name, channel);
      }
    for (const auto& [name, channel] : channels)
      on("message.outbound." + name, PBAY_DURABLE,
         [this, name = name](const Event& event) { send_out(name, event); });
    channels_.open(std::move(channels));
    Outbox::Settings settings;
    settings.timeout_ms = static_cast<std::uint32_t>(integer_of(config, "timeout_seconds", 10) * 1000);
    settings.per_second = static_cast<int>(integer_of(config, "per_second", 10));
    outbox_.open(settings, std::move(targets),
                 [this](const Delivery& delivery) { channels_.ended(delivery); });
  }

  void tell(const Event& event) {
    const json::object told = read_object(event.json());
    const std::vector<Endpoint> wanting = endpoints_.wanting(happened_of(event.topic(), told));
    if (!wanting.empty())
      outbox_.add(deliveries_of(event.topic(), event.key(), event.json(), told, wanting, now_ms()));
  }

  void send_out(const std::string& name, const Event& event) {
    if (const Channel* channel = channels_.find(name))
      outbox_.add({channels_.outgoing(*channel, read_object(event.json()))});
  }

  void serve_page() {
    route("GET,HEAD", "/webhooks/", PBAY_FOR_ADMIN, [this](const Request& request) {
      const json::object actor = read_object(host().call(request.ctx(), "session.actor@1"));
      const std::string locale =
          request.locale().empty() ? text_of(actor, "locale", "en") : std::string{request.locale()};
      request.html(200, desk_page(Messages{locale}),
                   {{"content-security-policy", kFramedPolicy}, {"cache-control", "no-store"}});
    });
    const auto file = [this](std::string_view path, std::string_view type, std::string_view text) {
      route("GET,HEAD", path, PBAY_FOR_PUBLIC, [type, text](const Request& request) {
        request.respond(200, {{"content-type", type}, {"cross-origin-resource-policy", "cross-origin"}},
                        text);
      });
    };
    file("/webhooks/log.js", "text/javascript; charset=utf-8", kLogScript);
    file("/webhooks/log.css", "text/css; charset=utf-8", kLogStyle);
  }

  std::int64_t keep_days_ = 30;
  WebhookStore store_;
  Endpoints endpoints_;
  Outbox outbox_;
  Channels channels_;
  Api api_;
};

}  // namespace
}  // namespace patchbay::webhooks

PBAY_PLUGIN_WANTING(patchbay::webhooks::WebhooksPlugin, "webhooks", "Webhooks", "0.1.0", "io.patchbay",
                    PBAY_CONCURRENT, PBAY_LIST(PBAY_HTTP, PBAY_BUS, PBAY_STORE, PBAY_JOBS, PBAY_FETCH),
                    PBAY_METRICS)
