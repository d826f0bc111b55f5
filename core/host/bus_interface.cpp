// pbay.bus/1: events out, subscriptions, calls, answers.
#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "core/host/asking.hpp"
#include "core/host/deliveries.hpp"
#include "core/host/instance.hpp"
#include "core/host/interfaces.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::size_t kMaxEvent = 1u << 20;

// Facts that only the host may state.
constexpr std::array<std::string_view, 7> kHostTopics = {"document.", "message.", "conversation.", "contact.",
                                                         "handoff.",  "agent.",   "journey."};

void check_topic(std::string_view topic, bool pattern) {
  std::string_view name = topic;
  if (pattern && name.ends_with('*')) name.remove_suffix(1);
  const bool valid =
      topic.size() <= 100 && (!name.empty() || pattern) && !topic.empty() &&
      std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
      });
  if (!valid)
    throw Error{Code::invalid, "\"" + to_valid_utf8(topic.substr(0, 100)) +
                                   "\" is no topic; write \"content.changed\"" +
                                   (pattern ? " or \"content.*\"" : "")};
}

pbay_status publish(const pbay_host* host, pbay_ctx ctx, pbay_str topic, pbay_str key, pbay_str text,
                    std::uint32_t flags, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    static_cast<void>(scope_of(self, ctx));
    if ((flags & ~PBAY_DURABLE) != 0)
      throw Error{Code::invalid, "publish(): unknown flags; use 0 or PBAY_DURABLE"};
    check_topic(view(topic), false);
    for (const std::string_view words : kHostTopics)
      if (view(topic).starts_with(words))
        throw Error{Code::denied, "only the host publishes " + std::string{words} + "*"};
    if (view(key).size() > 300 || !is_utf8(view(key)))
      throw Error{Code::invalid, "publish(): a key has at most 300 bytes of UTF-8"};
    static_cast<void>(parse_json(view(text), "event", kMaxEvent));
    store::Change change{std::string{view(topic)}, std::string{view(key)}, std::string{view(text)},
                         (flags & PBAY_DURABLE) != 0};
    if (!change.durable) return self.board.deliveries.publish(std::move(change));
    self.board.services.database.write("host.publish",
                                       [&change](store::Write& write) { write.append(change); });
  });
}

pbay_status subscribe(const pbay_host* host, pbay_str pattern, std::uint32_t flags, std::uint64_t tag,
                      pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    self.require_starting("subscribe()");
    if ((flags & ~PBAY_DURABLE) != 0)
      throw Error{Code::invalid, "subscribe(): unknown flags; use 0 or PBAY_DURABLE"};
    if (self.on_bus == nullptr || self.on_bus->event == nullptr)
      throw Error{Code::invalid, "subscribe(): the plugin has no on_bus.event()"};
    check_topic(view(pattern), true);
    const bool twice = std::any_of(
        self.subscriptions.begin(), self.subscriptions.end(),
        [&](const Subscription& other) { return other.pattern == view(pattern) && other.flags == flags; });
    if (twice)
      throw Error{Code::conflict,
                  "subscribe(): \"" + std::string{view(pattern)} + "\" is subscribed to already"};
    self.subscriptions.push_back({std::string{view(pattern)}, flags, tag});
  });
}

pbay_status ack(const pbay_host* host, pbay_id delivery, pbay_status status,
                std::uint32_t retry_ms) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) {
    self.board.deliveries.finish(self, false, delivery, status, retry_ms);
  });
}

void check_use(Generation& self, std::string_view method) {
  const std::string_view name = method.substr(0, method.find('#'));
  if (!is_method(name))
    throw Error{Code::invalid,
                "\"" + to_valid_utf8(method.substr(0, 100)) + "\" is no method; write \"search.query@1\""};
  const auto& uses = self.instance.manifest.uses;
  if (std::find(uses.begin(), uses.end(), name) == uses.end())
    throw Error{Code::denied, "plugin.json does not list " + std::string{name} + " under \"uses\"; add it"};
}

pbay_status call(const pbay_host* host, pbay_ctx ctx, pbay_str method, pbay_str text, pbay_sink out,
                 pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    const ScopePtr scope = scope_of(self, ctx);
    check_use(self, view(method));
    Question question;
    question.method = view(method);
    question.json = view(text);
    question.asker = &self;
    question.parent = scope;
    question.by = scope == nullptr ? inbox::Principal::system() : scope->by;
    question.locale = scope == nullptr ? self.board.services.config.site.default_locale : scope->locale;
    question.deadline_steady_ms = scope == nullptr ? 0 : scope->deadline_steady_ms;
    const std::string answer = ask(self.board, question);
    Sink sink{out};
    sink.put(answer);
    return sink.status();
  });
}

pbay_status provide(const pbay_host* host, pbay_str method, std::uint64_t tag, pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    self.require_starting("provide()");
    if (self.on_bus == nullptr || self.on_bus->call == nullptr)
      throw Error{Code::invalid, "provide(): the plugin has no on_bus.call()"};
    const auto& listed = self.instance.manifest.provides;
    if (std::find(listed.begin(), listed.end(), view(method)) == listed.end())
      throw Error{Code::invalid,
                  "plugin.json does not list " + to_valid_utf8(view(method)) + " under \"provides\"; add it"};
    if (!self.provided.emplace(view(method), tag).second)
      throw Error{Code::conflict, "provide(): " + std::string{view(method)} + " is provided already"};
  });
}

pbay_status reply_to(const pbay_host* host, pbay_id id, pbay_status status, pbay_str text) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) { reply(self, id, status, view(text)); });
}

pbay_status providers(const pbay_host* host, pbay_ctx ctx, pbay_str method, pbay_sink out,
                      pbay_error* error) noexcept {
  return from_plugin(host, error, [&](Generation& self) {
    static_cast<void>(scope_of(self, ctx));
    Sink sink{out};
    for (const Instance* instance : self.board.providers.of(view(method)))
      if (!sink.put(to_text(json::object{{"instance", instance->name},
                                         {"plugin", instance->manifest.id},
                                         {"state", name_of(instance->state())}})))
        break;
    return sink.status();
  });
}

pbay_status progress(const pbay_host* host, pbay_id id, pbay_str step) noexcept {
  return from_plugin(host, nullptr, [&](Generation& self) -> pbay_status {
    return report_progress(self, id, view(step)) ? PBAY_OK : PBAY_E_CANCELLED;
  });
}

constexpr pbay_bus_1 kBus = {publish, subscribe, ack, call, provide, reply_to, providers, progress};

}  // namespace

const pbay_bus_1& bus_interface() {
  return kBus;
}

}  // namespace patchbay::host
