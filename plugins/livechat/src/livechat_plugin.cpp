// Live chat: the only file that knows which host calls what.
#include <memory>
#include <stdexcept>

#include "patchbay/plugin.hpp"
#include "routes.hpp"

namespace patchbay::livechat {
namespace {

constexpr std::uint64_t kTickMs = 1000;

class LivechatPlugin final : public Plugin {
 public:
  explicit LivechatPlugin(Host host)
      : Plugin{host},
        settings_{read_settings(config_of(host))},
        reception_{host, settings_},
        visitors_{host, reception_},
        agents_{host, reception_} {}

  void start() override {
    for (const auto& [name, schema] : QueueStore::collections()) collection(name, schema);
    for (const RouteOfLivechat& one : routes_of(visitors_, agents_))
      route(one.methods, one.pattern, one.level, one.handler);
    provide("handoff.offer@1", [this](const Call& call) {
      return asked([&] { return reception_.offer(call.ctx(), parse_object(call.json())); });
    });
    provide("pathway.status@1", [this](const Call& call) { return to_text(reception_.status(call.ctx())); });
    provide("livechat.queue@1", [this](const Call&) { return to_text(agents_.queue_json()); });
    follow_conversations();
    on("agent.presence", 0, [this](const Event&) { reception_.settle(); });
    job("hand-on", [this](const Job& job) { reception_.hand_on(job.payload()); });
    reception_.open();
    timer(kTickMs, kTickMs, [this] { reception_.tick(); });
  }

 private:
  static json::object config_of(const Host& host) {
    const std::string text = host.config();
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

  void follow_conversations() {
    on("handoff.accepted", PBAY_DURABLE, [this](const Event& event) {
      const json::object handoff = handoff_of(event);
      if (const json::object* agent = object_of(handoff, "agent"))
        reception_.accepted(text_of(handoff, "conversation", event.key()), text_of(*agent, "id"));
    });
    for (const char* topic : {"handoff.closed", "handoff.left_message"})
      on(topic, PBAY_DURABLE, [this](const Event& event) {
        const json::object handoff = handoff_of(event);
        reception_.ended(text_of(handoff, "conversation", event.key()), text_of(handoff, "id"));
      });
    for (const char* topic : {"conversation.updated", "conversation.status_changed"})
      on(topic, PBAY_DURABLE, [this](const Event& event) {
        reception_.changed(text_of(read_object(event.json()), "conversation", event.key()));
      });
    on("contact.erased", PBAY_DURABLE, [this](const Event& event) {
      reception_.forget(text_of(read_object(event.json()), "contact", event.key()));
    });
  }

  static json::object handoff_of(const Event& event) {
    const json::object all = read_object(event.json());
    const json::object* handoff = object_of(all, "handoff");
    return handoff ? *handoff : json::object{};
  }

  const Settings settings_;
  Reception reception_;
  VisitorApi visitors_;
  AgentApi agents_;
};

}  // namespace
}  // namespace patchbay::livechat

PBAY_PLUGIN_WANTING(patchbay::livechat::LivechatPlugin, "livechat", "Live chat", "0.1.0", "io.patchbay",
                    PBAY_CONCURRENT, PBAY_LIST(PBAY_HTTP, PBAY_BUS, PBAY_STORE, PBAY_JOBS), PBAY_METRICS)
