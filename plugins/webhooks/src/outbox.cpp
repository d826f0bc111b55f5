#include "outbox.hpp"

#include <algorithm>

#include "moment.hpp"
#include "retry_plan.hpp"
#include "signature.hpp"

namespace patchbay::webhooks {
namespace {

constexpr std::int64_t kEarlyMs = 500;   // a job that comes no earlier than this is on time
constexpr std::int64_t kBusyMs = 1'000;  // too many at once: again after this
constexpr std::int64_t kAnswerSlackMs =
    30'000;  // after the time-out an answer must have come; else the host ended
constexpr std::size_t kMostAnswer = 64u << 10;
constexpr std::string_view kChannel = "channel-";
constexpr int kPatience = 5;

Answer answer_of(const FetchAnswer& fetched, std::int64_t took_ms) {
  Answer answer;
  answer.took_ms = took_ms;
  answer.said = fetched.body;
  // An answer that is too long is an answer.
  if (fetched.failed == PBAY_OK || (fetched.failed == PBAY_E_LIMIT && fetched.status > 0))
    answer.status = fetched.status;
  answer.retry_after_seconds = retry_after_of(fetched.header("retry-after"));
  return answer;
}

}  // namespace

void Outbox::open(Settings settings, std::map<std::string, Target> channels, Ended ended) {
  settings_ = settings;
  channels_ = std::move(channels);
  ended_ = std::move(ended);
  if (host_.offers(PBAY_METRICS)) {
    sent_ = host_.counter("webhooks_delivered_total", "Deliveries a receiver took");
    failed_ = host_.counter("webhooks_failed_total", "Tries that failed");
    dead_ = host_.counter("webhooks_dead_total", "Deliveries given up");
  }
  for (Delivery& delivery : store_.open_ones()) take_up(std::move(delivery));
}

// Whatever was being sent when the host ended is sent again: whether it arrived nobody knows, and it keeps
// its id.
void Outbox::take_up(Delivery delivery) const {
  if (delivery.state == State::sending) {
    delivery.state = State::waiting;
    delivery.next_at = now_ms();
    if (!store_.put(delivery)) return;
  }
  wake(delivery);
}

void Outbox::wake(const Delivery& delivery) const {
  const std::int64_t at = delivery.next_at > now_ms() ? delivery.next_at : 0;
  host_.enqueue(kSelf, "send", delivery.id, delivery.id + "/" + std::to_string(delivery.next_at),
                static_cast<std::uint64_t>(at));
}

void Outbox::add(const std::vector<Delivery>& deliveries) {
  store_.add(deliveries);
  for (const Delivery& delivery : deliveries) wake(delivery);
}

Outbox::Place Outbox::target_of(const Delivery& delivery, Target& target) const {
  if (delivery.endpoint.starts_with(kChannel)) {
    const auto found = channels_.find(delivery.endpoint.substr(kChannel.size()));
    if (found == channels_.end()) return Place::nowhere;
    target = found->second;
    return Place::here;
  }
  const auto endpoint = endpoints_.find(delivery.endpoint);
  if (!endpoint) return Place::nowhere;
  target = {endpoint->url, endpoint->valid_secrets(now_ms())};
  return endpoint->enabled ? Place::here : Place::off;
}

bool Outbox::is_turn_of(const Delivery& delivery) const {
  if (delivery.lane.empty()) return true;
  const auto first = store_.first_of_lane(delivery.lane);
  return !first || first->id == delivery.id;
}

bool Outbox::may_send(const std::string& endpoint) {
  const std::int64_t second = now_ms() / 1000;
  const std::lock_guard lock{mutex_};
  auto& [at, tries] = recent_[endpoint];
  if (at != second) at = second, tries = 0;
  return ++tries <= settings_.per_second;
}

void Outbox::send(std::string_view id) {
  auto delivery = store_.delivery(id);
  if (!delivery || delivery->state == State::delivered || delivery->state == State::dead) return;
  const std::int64_t now = now_ms();
  // While it is being sent next_at is when an answer must have come.
  if (delivery->next_at > now + kEarlyMs) return wake(*delivery);
  Target target;
  switch (target_of(*delivery, target)) {
    case Place::nowhere:
      return give_up(std::move(*delivery), "its endpoint is gone");
    case Place::off:
      return give_up(std::move(*delivery), "its endpoint is switched off");
    case Place::here:
      break;
  }
  if (!is_turn_of(*delivery)) return;  // the one before wakes it up
  if (!may_send(delivery->endpoint)) {
    delivery->next_at = now + kBusyMs;
    return wake(*delivery);
  }
  begin(std::move(*delivery), target);
}

void Outbox::begin(Delivery delivery, const Target& target) {
  const std::int64_t now = now_ms();
  delivery.state = State::sending;
  delivery.next_at = now + settings_.timeout_ms + kAnswerSlackMs;
  if (!store_.put(delivery)) return;  // somebody else sends it
  wake(delivery);
  const std::int64_t seconds = now / 1000;
  const std::string timestamp = std::to_string(seconds);
  const std::string signature = signatures(target.secrets, delivery.message, seconds, delivery.body);
  try {
    host_.fetch(
        kSelf, "POST", target.url,
        {{"content-type", "application/json"},
         {"user-agent", "Patchbay-Webhooks/1"},
         {"webhook-id", delivery.message},
         {"webhook-timestamp", timestamp},
         {"webhook-signature", signature}},
        delivery.body, settings_.timeout_ms,
        [this, id = delivery.id, now](const FetchAnswer& answer) { answered(id, now, answer); }, kMostAnswer);
  } catch (const Failure& failure) {
    if (failure.status() != PBAY_E_LIMIT)
      return answered(delivery.id, now, {failure.status(), 0, {}, failure.what()});
    auto again = store_.delivery(delivery.id);  // too many are under way: no try of its own
    if (!again) return;
    again->state = State::waiting;
    again->next_at = now + kBusyMs;
    if (store_.put(*again)) wake(*again);
  }
}

void Outbox::answered(const std::string& id, std::int64_t began, const FetchAnswer& fetched) {
  for (int tries = 0; tries < kPatience; ++tries) {
    const std::int64_t now = now_ms();
    auto delivery = store_.delivery(id);
    if (!delivery || delivery->state != State::sending) return;
    const Outcome outcome = settle(std::move(*delivery), answer_of(fetched, now - began), now);
    if (!store_.put(outcome.kept)) continue;
    (outcome.success ? sent_ : failed_).record();
    if (outcome.success) {
      endpoints_.note_success(outcome.kept.endpoint, now);
    } else if (endpoints_.note_failure(outcome.kept.endpoint, now, outcome.gone)) {
      host_.log(PBAY_LOG_WARN, "a webhook endpoint was switched off", {{"endpoint", outcome.kept.endpoint}});
      host_.publish(kSelf, "webhook.endpoint_disabled", outcome.kept.endpoint,
                    to_text(json::object{{"endpoint", outcome.kept.endpoint}}));
    }
    if (outcome.kept.state == State::waiting) return wake(outcome.kept);
    return finish(outcome.kept);
  }
}

void Outbox::finish(const Delivery& delivery) {
  if (delivery.state == State::dead) dead_.record();
  if (ended_) ended_(delivery);
  if (delivery.lane.empty()) return;
  if (const auto next = store_.first_of_lane(delivery.lane)) wake(*next);
}

void Outbox::give_up(Delivery delivery, const std::string& why) {
  delivery.attempts.push_back({now_ms(), 0, 0, why});
  delivery.state = State::dead;
  delivery.next_at = 0;
  if (store_.put(delivery)) finish(delivery);
}

void Outbox::replay(const Delivery& delivery) {
  if (delivery.state == State::sending && delivery.next_at > now_ms())
    throw Failure{PBAY_E_CONFLICT, "it is being sent right now"};
  const Delivery again = replayed(delivery, now_ms());
  if (!store_.put(again)) throw Failure{PBAY_E_CONFLICT, "it was changed meanwhile; look again"};
  wake(again);
}

}  // namespace patchbay::webhooks
