#include "delivery.hpp"

#include <stdexcept>

#include "moment.hpp"
#include "retry_plan.hpp"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t kKeptAttempts = 24, kKeptAnswer = 1000;

json::value time_or_null(std::int64_t ms) {
  return ms > 0 ? json::value(iso_time(ms)) : json::value(nullptr);
}

// At most `bytes`, and no half character at the end.
std::string beginning(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string{text};
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return std::string{text.substr(0, bytes)};
}

}  // namespace

std::string_view name_of(State state) noexcept {
  switch (state) {
    case State::waiting:
      return "waiting";
    case State::sending:
      return "sending";
    case State::delivered:
      return "delivered";
    case State::dead:
      break;
  }
  return "dead";
}

State state_of(std::string_view name) {
  for (const State state : {State::waiting, State::sending, State::delivered, State::dead})
    if (name == name_of(state)) return state;
  throw std::invalid_argument{"\"" + std::string{name.substr(0, 30)} +
                              "\" is no state; waiting, sending, delivered or dead"};
}

json::object to_document(const Delivery& delivery) {
  json::array attempts;
  for (const Attempt& one : delivery.attempts)
    attempts.push_back(
        json::object{{"at", one.at}, {"took_ms", one.took_ms}, {"status", one.status}, {"said", one.said}});
  return {
      {"endpoint", delivery.endpoint}, {"message", delivery.message},     {"topic", delivery.topic},
      {"body", delivery.body},         {"lane", delivery.lane},           {"state", name_of(delivery.state)},
      {"failed", delivery.failed},     {"attempts", std::move(attempts)}, {"created", delivery.created},
      {"next_at", delivery.next_at},   {"order", delivery.order}};
}

Delivery delivery_of(std::string_view id, std::int64_t rev, const json::object& document) {
  Delivery delivery;
  delivery.id = id;
  delivery.rev = rev;
  delivery.endpoint = text_of(document, "endpoint");
  delivery.message = text_of(document, "message");
  delivery.topic = text_of(document, "topic");
  delivery.body = text_of(document, "body");
  delivery.lane = text_of(document, "lane");
  delivery.state = state_of(text_of(document, "state", "dead"));
  delivery.failed = static_cast<int>(integer_of(document, "failed"));
  delivery.created = integer_of(document, "created");
  delivery.next_at = integer_of(document, "next_at");
  delivery.order = integer_of(document, "order");
  if (const json::array* attempts = array_of(document, "attempts"))
    for (const json::value& item : *attempts) {
      const json::object& one = item.as_object();
      delivery.attempts.push_back({integer_of(one, "at"), integer_of(one, "took_ms"),
                                   static_cast<int>(integer_of(one, "status")), text_of(one, "said")});
    }
  return delivery;
}

json::object to_json(const Delivery& delivery, bool whole) {
  json::object out{
      {"id", delivery.id},
      {"endpoint", delivery.endpoint},
      {"message", delivery.message},
      {"type", delivery.topic},
      {"state", name_of(delivery.state)},
      {"tries", delivery.attempts.size()},
      {"created_at", time_or_null(delivery.created)},
      {"next_at", delivery.state == State::waiting ? time_or_null(delivery.next_at) : json::value(nullptr)},
      {"last_status",
       delivery.attempts.empty() ? json::value(nullptr) : json::value(delivery.attempts.back().status)}};
  if (!whole) return out;
  json::array attempts;
  for (const Attempt& one : delivery.attempts)
    attempts.push_back(
        json::object{{"at", iso_time(one.at)},
                     {"took_ms", one.took_ms},
                     {"status", one.status == 0 ? json::value(nullptr) : json::value(one.status)},
                     {"said", one.said}});
  out["attempts"] = std::move(attempts);
  out["body"] = delivery.body;
  return out;
}

Outcome settle(Delivery delivery, const Answer& answer, std::int64_t now) {
  delivery.attempts.push_back(
      {now - answer.took_ms, answer.took_ms, answer.status, beginning(answer.said, kKeptAnswer)});
  if (delivery.attempts.size() > kKeptAttempts) delivery.attempts.erase(delivery.attempts.begin());
  if (answer.status >= 200 && answer.status < 300) {
    delivery.state = State::delivered;
    delivery.next_at = 0;
    return {std::move(delivery), true, false};
  }
  ++delivery.failed;
  const bool gone = answer.status == 410;
  const auto wait = gone ? std::nullopt : wait_ms(delivery.failed, delivery.id, answer.retry_after_seconds);
  delivery.state = wait ? State::waiting : State::dead;
  delivery.next_at = wait ? now + *wait : 0;
  return {std::move(delivery), false, gone};
}

Delivery replayed(Delivery delivery, std::int64_t now) {
  delivery.state = State::waiting;
  delivery.failed = 0;
  delivery.next_at = now;
  return delivery;
}

std::string body_of(std::string_view topic, std::int64_t at, const json::value& data) {
  return to_text(json::object{{"type", topic}, {"timestamp", iso_time(at)}, {"data", data}});
}

}  // namespace patchbay::webhooks
