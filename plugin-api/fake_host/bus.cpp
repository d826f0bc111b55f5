// Methods and events under the fake host.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "inbox.hpp"
#include "state.hpp"

namespace patchbay {

using State = FakeHost::State;

namespace fake {
namespace {

std::string json_of(State& state, pbay_str value, const char* what) {
  std::string text = state.text(value, what);
  json::error_code error;
  json::parse(text, error);
  if (error) state.violate(std::string{what} + ": text that is no JSON", PBAY_E_INVALID);
  return text;
}

pbay_status publish(const pbay_host* host, pbay_ctx ctx, pbay_str topic, pbay_str key, pbay_str json,
                    std::uint32_t flags, pbay_error* error) noexcept {
  return enter(host, "bus.publish", error, [&](State& state) {
    state.actor(ctx);
    if ((flags & ~static_cast<std::uint32_t>(PBAY_DURABLE)) != 0)
      state.violate("publish(): unknown flags", PBAY_E_INVALID);
    FakeEvent event{state.text(topic, "topic"), state.text(key, "key"), json_of(state, json, "publish()"),
                    (flags & PBAY_DURABLE) != 0};
    const auto lock = state.locked();
    state.published.push_back(std::move(event));
  });
}

pbay_status subscribe(const pbay_host* host, pbay_str pattern, std::uint32_t flags, std::uint64_t tag,
                      pbay_error* error) noexcept {
  return enter(
      host, "bus.subscribe", error,
      [&](State& state) {
        if ((flags & ~static_cast<std::uint32_t>(PBAY_DURABLE)) != 0)
          state.violate("subscribe(): unknown flags", PBAY_E_INVALID);
        State::Subscription made{state.text(pattern, "pattern"), flags, tag};
        const auto lock = state.locked();
        state.subscriptions.push_back(std::move(made));
      },
      true);
}

pbay_status ack(const pbay_host* host, pbay_id delivery, pbay_status status, std::uint32_t) noexcept {
  return enter(host, "bus.ack", nullptr, [&](State& state) {
    const auto lock = state.locked();
    const auto found = state.deliveries.find(delivery);
    if (found == state.deliveries.end() || found->second) {
      state.violations.emplace_back("ack(): no such open delivery");
      throw Failure{PBAY_E_GONE, "no such open delivery"};
    }
    found->second = status;
    state.changed.notify_all();
  });
}

// What the host itself would answer; a test may put its own in place.
std::optional<std::string> built_in(const std::string& method, const FakeActor& actor) {
  if (method == "session.actor@1") {
    json::array groups(actor.groups.begin(), actor.groups.end());
    const bool is_agent = actor.kind == "agent" || actor.kind == "admin";
    return json::serialize(json::object{{"kind", actor.kind},
                                        {"id", actor.id},
                                        {"contact", nullptr},
                                        {"roles", json::array{}},
                                        {"groups", groups},
                                        {"teams", is_agent ? groups : json::array{}},
                                        {"verified", actor.kind != "visitor"},
                                        {"locale", actor.locale},
                                        {"inbox", "default"}});
  }
  if (method == "site.get@1")
    return R"({"name":"Example","public_url":"https://help.example.com","locales":["en","bg","vi"],"default_locale":"en",)"
           R"("time_zone":"Europe/Sofia","accent":"#0b6e4f","logo":""})";
  if (method == "journey.record@1" || method == "cache.drop@1") return "{}";
  return std::nullopt;
}

std::string ask(State& state, const FakeActor& actor, const std::string& full, const std::string& json) {
  const std::string method = full.substr(0, full.find('#'));
  const std::string instance = full.size() > method.size() ? full.substr(method.size() + 1) : "";
  FakeHost::Reply reply;
  {
    const auto lock = state.locked();
    state.calls.emplace_back(full, json);
    if (state.provides.contains(method) && !state.providers.contains(method))
      throw Failure{PBAY_E_STATE, method + " is provided by the caller itself, which is on this thread"};
    for (const auto& provider : state.providers[method])
      if (!reply && (instance.empty() || provider.instance == instance)) reply = provider.reply;
  }
  if (reply) return reply(json);
  if (const auto own = built_in(method, actor)) return *own;
  if (const auto own = inbox_answer(method, json)) return *own;
  throw Failure{PBAY_E_UNSUPPORTED, "nobody offers " + full};
}

pbay_status call(const pbay_host* host, pbay_ctx ctx, pbay_str method, pbay_str json, pbay_sink out,
                 pbay_error* error) noexcept {
  return enter(host, "bus.call", error, [&](State& state) {
    const FakeActor actor = state.actor(ctx);
    const std::string name = state.text(method, "method"), request = json_of(state, json, "call()");
    state.put(out, ask(state, actor, name, request));
  });
}

pbay_status provide(const pbay_host* host, pbay_str method, std::uint64_t tag, pbay_error* error) noexcept {
  return enter(
      host, "bus.provide", error,
      [&](State& state) {
        const std::string name = state.text(method, "method");
        if (name.find('@') == std::string::npos)
          state.violate("provide(): a method ends with @ and its version", PBAY_E_INVALID);
        const auto lock = state.locked();
        if (!state.provides.emplace(name, tag).second)
          throw Failure{PBAY_E_CONFLICT, name + " is provided twice"};
      },
      true);
}

pbay_status reply(const pbay_host* host, pbay_id id, pbay_status status, pbay_str text) noexcept {
  return enter(host, "bus.reply", nullptr, [&](State& state) {
    const std::string own = status < 0 ? state.text(text, "reply()") : json_of(state, text, "reply()");
    const auto lock = state.locked();
    const auto found = state.called.find(id);
    if (found == state.called.end() || found->second.reply) {
      state.violations.emplace_back("reply(): no such open call");
      throw Failure{PBAY_E_GONE, "no such open call"};
    }
    found->second.reply = {status, own};
    state.changed.notify_all();
  });
}

pbay_status providers(const pbay_host* host, pbay_ctx ctx, pbay_str method, pbay_sink out,
                      pbay_error* error) noexcept {
  return enter(host, "bus.providers", error, [&](State& state) {
    state.actor(ctx);
    const std::string name = state.text(method, "method");
    std::vector<std::string> items;
    {
      const auto lock = state.locked();
      for (const auto& provider : state.providers[name])
        items.push_back(json::serialize(json::object{
            {"instance", provider.instance}, {"plugin", provider.instance}, {"state", "serving"}}));
    }
    for (const std::string& item : items) state.put(out, item);
  });
}

pbay_status progress(const pbay_host* host, pbay_id id, pbay_str json) noexcept {
  return enter(host, "bus.progress", nullptr, [&](State& state) {
    const std::string step = json_of(state, json, "progress()");
    const auto lock = state.locked();
    const auto found = state.called.find(id);
    if (found == state.called.end() || found->second.reply) throw Failure{PBAY_E_GONE, "no such open call"};
    state.progress.push_back(step);
    if (found->second.cancel_after >= 0 && found->second.cancel_after-- == 0)
      throw Failure{PBAY_E_CANCELLED, "the caller gave up"};
  });
}

bool matches(std::string_view pattern, std::string_view topic) {
  if (pattern == topic || pattern == "*") return true;
  return pattern.ends_with(".*") && topic.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace
}  // namespace fake

const pbay_bus_1 State::kBus = {fake::publish, fake::subscribe, fake::ack,       fake::call,
                                fake::provide, fake::reply,     fake::providers, fake::progress};

void FakeHost::answer(std::string method, std::string json) {
  answer(std::move(method), [json = std::move(json)](const std::string&) { return json; });
}

void FakeHost::answer(std::string method, Reply reply, std::string instance) {
  const auto lock = state_->locked();
  auto& all = state_->providers[method];
  for (auto& provider : all)
    if (provider.instance == instance) {
      provider.reply = std::move(reply);
      return;
    }
  all.push_back({std::move(instance), std::move(reply)});
}

void FakeHost::nobody_answers(const std::string& method) {
  answer(method, [method](const std::string&) -> std::string {
    throw Failure{PBAY_E_UNSUPPORTED, "nobody offers " + method};
  });
}

std::string FakeHost::call(const std::string& method, const std::string& json, FakeActor actor) {
  State& state = *state_;
  pbay_call c{};
  {
    const auto lock = state.locked();
    const auto found = state.provides.find(method);
    if (found == state.provides.end())
      throw Failure{PBAY_E_UNSUPPORTED, "the plugin does not provide " + method};
    c.call = state.next_id();
    c.tag = found->second;
    state.called[c.call].cancel_after = std::exchange(state.cancel_after, -1);
    state.progress.clear();
  }
  c.ctx = state.open_scope(actor);
  {
    fake::Loan loan{state.loans};
    c.method = loan.text(method);
    c.json = loan.text(json);
    state.cross("call()", [&] { state.on_bus->call(state.plugin, loan.struct_of(c)); });
  }
  state.wait_for([&] { return state.called[c.call].reply.has_value(); });
  state.close_scope(c.ctx);
  std::optional<std::pair<pbay_status, std::string>> reply;
  {
    const auto lock = state.locked();
    reply = std::exchange(state.called[c.call].reply, std::pair{PBAY_E_GONE, std::string{}});
  }
  if (!reply) {
    state.note("a call was never answered: " + method);
    throw Failure{PBAY_E_TIMEOUT, method + " was never answered"};
  }
  if (reply->first < 0) throw Failure{reply->first, reply->second};
  return reply->second;
}

pbay_status FakeHost::deliver(const std::string& topic, const std::string& key, const std::string& json,
                              FakeActor actor, std::uint32_t attempt) {
  State& state = *state_;
  pbay_status result = PBAY_OK;
  std::vector<State::Subscription> matching;
  {
    const auto lock = state.locked();
    for (const auto& subscription : state.subscriptions)
      if (fake::matches(subscription.pattern, topic)) matching.push_back(subscription);
  }
  for (const auto& subscription : matching) {
    pbay_event c{};
    {
      const auto lock = state.locked();
      c.delivery = state.next_id();
      if ((subscription.flags & PBAY_DURABLE) != 0) state.deliveries[c.delivery] = std::nullopt;
    }
    c.ctx = state.open_scope(actor);
    c.tag = subscription.tag;
    c.attempt = attempt;
    c.flags = subscription.flags;
    {
      fake::Loan loan{state.loans};
      c.topic = loan.text(topic);
      c.key = loan.text(key);
      c.json = loan.text(json);
      state.cross("event()", [&] { state.on_bus->event(state.plugin, loan.struct_of(c)); });
    }
    if ((subscription.flags & PBAY_DURABLE) != 0) {
      state.wait_for([&] { return state.deliveries[c.delivery].has_value(); });
      const auto lock = state.locked();
      if (!state.deliveries[c.delivery])
        state.violations.push_back("a durable event was never acknowledged: " + topic);
      const pbay_status status = state.deliveries[c.delivery].value_or(PBAY_E_TIMEOUT);
      if (status < 0) result = status;
    }
    state.close_scope(c.ctx);
  }
  return result;
}

std::vector<std::string> FakeHost::subscriptions() const {
  const auto lock = state_->locked();
  std::vector<std::string> out;
  for (const auto& subscription : state_->subscriptions) out.push_back(subscription.pattern);
  return out;
}
std::vector<std::string> FakeHost::progress() const {
  const auto lock = state_->locked();
  return state_->progress;
}
void FakeHost::cancel_call_after(int steps) {
  state_->cancel_after = steps;
}
std::vector<std::string> FakeHost::provided() const {
  const auto lock = state_->locked();
  std::vector<std::string> out;
  for (const auto& [method, tag] : state_->provides) out.push_back(method);
  return out;
}
std::vector<FakeEvent> FakeHost::published() const {
  const auto lock = state_->locked();
  return state_->published;
}
std::vector<std::pair<std::string, std::string>> FakeHost::calls() const {
  const auto lock = state_->locked();
  return state_->calls;
}

}  // namespace patchbay
