#pragma once
// A channel written in anything that speaks HTTP: what people send comes in by POST, what agents answer goes
// out as a signed webhook, one after the other in each conversation. [any thread]
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "delivery.hpp"
#include "outbox.hpp"
#include "patchbay/host.hpp"

namespace patchbay::webhooks {

struct Channel {
  std::string name, inbox;  // inbox: of new conversations
  Target target;            // where answers go; the secrets also sign what comes in
};
// Throws std::invalid_argument saying what is wrong.
Channel channel_of(const std::string& name, const json::object& settings);

// What a channel brings:
// {"id","from":{"kind","value","name"?},"text"?,"conversation"?,"subject"?,"verified"?,"meta"?} →
// message.ingest@1. Throws std::invalid_argument saying what is wrong.
json::object ingest_of(const Channel& channel, const json::object& message);

class Channels {
 public:
  explicit Channels(Host host) : host_{host} {}
  void open(std::map<std::string, Channel, std::less<>> channels) { channels_ = std::move(channels); }

  const std::map<std::string, Channel, std::less<>>& all() const { return channels_; }
  const Channel* find(std::string_view name) const;  // null: none
  json::object receive(const Channel& channel, const json::object& message) const;
  // message.outbound.<channel>: what has to be sent.
  Delivery outgoing(const Channel& channel, const json::object& event) const;
  void ended(const Delivery& delivery) const;  // tells the conversation

 private:
  Host host_;
  std::map<std::string, Channel, std::less<>> channels_;  // const after open()
};

}  // namespace patchbay::webhooks
