#pragma once
// Where events go: an address, which events, a secret. Made in configuration (read-only here) or over the
// API. Pure.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json.hpp"

namespace patchbay::webhooks {

struct Endpoint {
  std::string id, name, url;
  std::vector<std::string> events;   // "message.created", "message.*", "*"
  std::vector<std::string> inboxes;  // empty = all
  bool notes = false;                // private notes too
  bool from_file = false;
  std::vector<std::string> secrets;  // the newest first; the older ones until `old_until`
  std::int64_t old_until = 0, created = 0;
  // How it goes; kept for endpoints of configuration as well.
  bool enabled = true;
  std::string disabled_why;  // "gone" (410), "failing" (three days), "admin"
  std::int64_t failing_since = 0, last_success = 0;
  std::int64_t rev = 0;

  std::vector<std::string> valid_secrets(std::int64_t now) const;
};

// What the API takes: {"url","events","name"?,"inboxes"?,"notes"?,"secret"?}; absent members stay. Throws
// std::invalid_argument saying what is wrong.
void change(Endpoint& endpoint, const json::object& wish);
// As the API gives it: without a secret.
json::object to_json(const Endpoint& endpoint);

json::object to_document(const Endpoint& endpoint);
Endpoint endpoint_of(std::string_view id, std::int64_t rev, const json::object& document);
// [plugin.webhooks] config endpoints.NAME; its id is "file-NAME".
Endpoint endpoint_of_file(const std::string& name, const json::object& settings);

// What happened, as far as it matters for who hears of it.
struct Happened {
  std::string topic, inbox;
  bool note = false;
};
bool wants(const Endpoint& endpoint, const Happened& happened);

inline constexpr std::string_view kTopics[] = {"message.created",
                                               "message.updated",
                                               "conversation.created",
                                               "conversation.updated",
                                               "conversation.status_changed",
                                               "contact.created",
                                               "contact.updated",
                                               "contact.merged",
                                               "contact.erased",
                                               "handoff.requested",
                                               "handoff.accepted",
                                               "handoff.left_message",
                                               "handoff.closed",
                                               "feedback.received"};

}  // namespace patchbay::webhooks
