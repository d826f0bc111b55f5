#include "events.hpp"

#include "signature.hpp"

namespace patchbay::webhooks {

Happened happened_of(std::string_view topic, const json::object& event) {
  Happened happened{std::string{topic}, text_of(event, "inbox"), false};
  const json::object* message = object_of(event, "message");
  happened.note = flag_of(message ? *message : event, "note");
  return happened;
}

namespace {

// A conversation shows its last message: a private note is only for those who asked for notes.
json::object without_note(const json::object& event) {
  json::object copy = event;
  const json::object* value = object_of(event, "value");
  const json::object* last = value ? object_of(*value, "last_message") : nullptr;
  if (last != nullptr && flag_of(*last, "note")) copy["value"].as_object()["last_message"] = nullptr;
  return copy;
}

}  // namespace

std::vector<Delivery> deliveries_of(std::string_view topic, std::string_view key, std::string_view text,
                                    const json::object& event, const std::vector<Endpoint>& endpoints,
                                    std::int64_t now) {
  std::vector<Delivery> deliveries;
  const std::string message = "msg_" + digest_of({topic, key, text});
  for (const Endpoint& endpoint : endpoints) {
    Delivery delivery;
    delivery.id = endpoint.id + "." + message;
    delivery.endpoint = endpoint.id;
    delivery.message = message;
    delivery.topic = topic;
    delivery.body = body_of(topic, now, endpoint.notes ? event : without_note(event));
    delivery.created = delivery.next_at = now;
    deliveries.push_back(std::move(delivery));
  }
  return deliveries;
}

}  // namespace patchbay::webhooks
