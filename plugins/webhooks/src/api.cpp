#include "api.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "moment.hpp"
#include "signature.hpp"

namespace patchbay::webhooks {
namespace {

constexpr std::int64_t kOldSecretMs = 24 * 60 * 60'000;
constexpr int kMostListed = 200, kMostReplayed = 10'000;

std::int64_t moment_of(const std::string& text, std::string_view name) {
  if (text.empty()) return 0;
  const std::int64_t ms = time_of(text);
  if (ms <= 0)
    throw std::invalid_argument{"\"" + std::string{name} + "\" must be a time like 2026-11-28T02:00:00Z"};
  return ms;
}

int limit_of(const std::string& text) {
  if (text.empty()) return 50;
  int limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || end != text.data() + text.size() || limit < 1 || limit > kMostListed)
    throw std::invalid_argument{"\"limit\" is a number from 1 to " + std::to_string(kMostListed)};
  return limit;
}

json::object page_json(const DeliveryPage& page) {
  json::array items;
  for (const Delivery& delivery : page.items) items.push_back(to_json(delivery, false));
  return {{"items", std::move(items)},
          {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)}};
}

json::object body_of(const Request& request) {
  return request.body().empty() ? json::object{} : parse_object(request.body());
}

void no_store(const Request& request, int status, const json::object& body) {
  request.json(status, to_text(body), {{"cache-control", "no-store"}});
}

Endpoint found(const Endpoints& endpoints, std::string_view id) {
  auto endpoint = endpoints.find(id);
  if (!endpoint) throw Failure{PBAY_E_NOT_FOUND, "there is no such endpoint"};
  return *endpoint;
}

void require_own(const Endpoint& endpoint) {
  if (endpoint.from_file)
    throw Failure{
        PBAY_E_CONFLICT,
        "configuration owns this endpoint; change plugin.webhooks.config.endpoints." + endpoint.id.substr(5)};
}

}  // namespace

void Api::channels(const Request& request) const {
  json::array items;
  for (const auto& [name, channel] : channels_.all())
    items.push_back(json::object{{"id", "channel-" + name},
                                 {"name", name},
                                 {"url", channel.target.url},
                                 {"inbox", channel.inbox.empty() ? "default" : channel.inbox}});
  no_store(request, 200, {{"items", std::move(items)}, {"next", nullptr}});
}

void Api::list(const Request& request) const {
  json::array items;
  for (const Endpoint& endpoint : endpoints_.all()) items.push_back(to_json(endpoint));
  no_store(request, 200, {{"items", std::move(items)}, {"next", nullptr}});
}

void Api::create(const Request& request) const {
  Endpoint endpoint;
  webhooks::change(endpoint, parse_object(request.body()));
  endpoint = endpoints_.add(std::move(endpoint));
  json::object out = to_json(endpoint);
  out["secret"] = endpoint.secrets.front();
  no_store(request, 201, out);
}

void Api::get(const Request& request) const {
  no_store(request, 200, to_json(found(endpoints_, request.param("id"))));
}

void Api::change(const Request& request) const {
  const json::object wish = parse_object(request.body());
  no_store(request, 200, to_json(endpoints_.change(request.param("id"), [&wish](Endpoint& endpoint) {
             require_own(endpoint);
             webhooks::change(endpoint, wish);
           })));
}

void Api::remove(const Request& request) const {
  endpoints_.remove(request.param("id"));
  request.respond(204, {}, {});
}

void Api::rotate(const Request& request) const {
  const Endpoint endpoint = endpoints_.change(request.param("id"), [](Endpoint& one) {
    require_own(one);
    one.secrets = {new_secret(), one.secrets.empty() ? new_secret() : one.secrets.front()};
    one.old_until = now_ms() + kOldSecretMs;
  });
  json::object out = to_json(endpoint);
  out["secret"] = endpoint.secrets.front();
  out["old_secret_until"] = iso_time(endpoint.old_until);
  no_store(request, 200, out);
}

void Api::enable(const Request& request) const {
  no_store(request, 200, to_json(endpoints_.change(request.param("id"), [](Endpoint& one) {
             one.enabled = true;
             one.disabled_why.clear();
             one.failing_since = 0;
           })));
}

void Api::disable(const Request& request) const {
  no_store(request, 200, to_json(endpoints_.change(request.param("id"), [](Endpoint& one) {
             one.enabled = false;
             one.disabled_why = "admin";
           })));
}

void Api::test(const Request& request) const {
  const Endpoint endpoint = found(endpoints_, request.param("id"));
  if (!endpoint.enabled) throw Failure{PBAY_E_CONFLICT, "this endpoint is switched off; enable it first"};
  const std::int64_t now = now_ms();
  Delivery delivery;
  delivery.endpoint = endpoint.id;
  delivery.message = "msg_" + digest_of({endpoint.id, std::to_string(now), new_secret()});
  delivery.id = endpoint.id + "." + delivery.message;
  delivery.topic = "webhook.test";
  delivery.body = webhooks::body_of(delivery.topic, now,
                                    json::object{{"endpoint", endpoint.id}, {"text", "This is a test."}});
  delivery.created = delivery.next_at = now;
  outbox_.add({delivery});
  no_store(request, 202, to_json(delivery, true));
}

void Api::replay_endpoint(const Request& request) const {
  json::object asked = body_of(request);
  asked["endpoint"] = found(endpoints_, request.param("id")).id;
  no_store(request, 202, replay_by(asked));
}

void Api::deliveries(const Request& request) const {
  Wanted wanted{request.query("endpoint"),
                request.query("state"),
                moment_of(request.query("since"), "since"),
                0,
                request.query("cursor"),
                limit_of(request.query("limit"))};
  if (!wanted.state.empty()) state_of(wanted.state);
  no_store(request, 200, page_json(store_.find(wanted)));
}

void Api::delivery(const Request& request) const {
  const auto delivery = store_.delivery(request.param("id"));
  if (!delivery) throw Failure{PBAY_E_NOT_FOUND, "there is no such delivery"};
  no_store(request, 200, to_json(*delivery, true));
}

void Api::replay(const Request& request) const {
  const auto delivery = store_.delivery(request.param("id"));
  if (!delivery) throw Failure{PBAY_E_NOT_FOUND, "there is no such delivery"};
  outbox_.replay(*delivery);
  no_store(request, 202, to_json(replayed(*delivery, now_ms()), true));
}

void Api::require_sender(const Request& request, const Channel& channel) const {
  if (request.has_header("webhook-signature")) {
    const Signed message{request.header("webhook-id"), request.header("webhook-timestamp"),
                         request.header("webhook-signature"), request.body()};
    const auto wrong = wrong_with(message, channel.target.secrets, now_ms() / 1000);
    if (wrong) throw Failure{PBAY_E_DENIED, *wrong};
    return;
  }
  const std::string kind = text_of(read_object(host_.call(request.ctx(), "session.actor@1")), "kind");
  if (kind != "agent" && kind != "admin")
    throw Failure{PBAY_E_DENIED, "sign the request with the channel's secret, or send an agent's API token"};
}

void Api::receive(const Request& request) const {
  const Channel* channel = channels_.find(request.param("name"));
  if (channel == nullptr)
    throw Failure{PBAY_E_NOT_FOUND, "there is no such channel; see plugin.webhooks.config.channels"};
  require_sender(request, *channel);
  const json::object taken = channels_.receive(*channel, parse_object(request.body()));
  no_store(request, flag_of(taken, "repeated") ? 200 : 201, taken);
}

json::object Api::log(const json::object& asked) const {
  Wanted wanted{text_of(asked, "endpoint"),
                text_of(asked, "state"),
                moment_of(text_of(asked, "since"), "since"),
                0,
                text_of(asked, "cursor"),
                static_cast<int>(std::clamp<std::int64_t>(integer_of(asked, "limit", 50), 1, kMostListed))};
  if (!wanted.state.empty()) state_of(wanted.state);
  return page_json(store_.find(wanted));
}

json::object Api::replay_by(const json::object& asked) const {
  Wanted wanted{text_of(asked, "endpoint"),
                text_of(asked, "state", "dead"),
                moment_of(text_of(asked, "since"), "since"),
                moment_of(text_of(asked, "until"), "until"),
                {},
                kMostListed};
  state_of(wanted.state);
  // Read first: what is replayed leaves the list that is being read.
  std::vector<Delivery> all;
  do {
    DeliveryPage page = store_.find(wanted);
    for (Delivery& delivery : page.items) all.push_back(std::move(delivery));
    wanted.cursor = page.next;
  } while (!wanted.cursor.empty() && static_cast<int>(all.size()) < kMostReplayed);
  std::int64_t count = 0;
  for (auto delivery = all.rbegin(); delivery != all.rend(); ++delivery) {  // the oldest first
    if (delivery->state == State::sending || delivery->state == State::waiting) continue;
    outbox_.replay(*delivery);
    ++count;
  }
  return {{"replayed", count}};
}

}  // namespace patchbay::webhooks
