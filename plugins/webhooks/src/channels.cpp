#include "channels.hpp"

#include <algorithm>
#include <stdexcept>

#include "endpoint.hpp"
#include "moment.hpp"
#include "signature.hpp"

namespace patchbay::webhooks {
namespace {

constexpr std::string_view kPrefix = "channel-";
constexpr std::string_view kTopic = "message.outbound";

std::string required(const json::object& object, std::string_view key) {
  std::string text = text_of(object, key);
  if (text.empty()) throw std::invalid_argument{"\"" + std::string{key} + "\" is missing"};
  return text;
}

void check_members(const json::object& object, std::initializer_list<std::string_view> known) {
  for (const auto& member : object) {
    const std::string_view key = member.key();
    if (std::find(known.begin(), known.end(), key) == known.end())
      throw std::invalid_argument{"\"" + std::string{key.substr(0, 60)} + "\" is unknown"};
  }
}

}  // namespace

Channel channel_of(const std::string& name, const json::object& settings) {
  Channel channel;
  channel.name = name;
  channel.inbox = text_of(settings, "inbox");
  json::object wish{{"url", text_of(settings, "url")}, {"events", json::array{"*"}}};
  Endpoint checked;
  change(checked, wish);  // the same rules for an address
  channel.target = {checked.url, texts_of(settings, "secret")};
  for (const std::string& secret : channel.target.secrets)
    if (!is_secret(secret))
      throw std::invalid_argument{"channels." + name +
                                  ".secret must be \"whsec_\" and the base64 of 24 to 64 bytes"};
  if (channel.target.secrets.empty()) throw std::invalid_argument{"channels." + name + ".secret is missing"};
  return channel;
}

json::object ingest_of(const Channel& channel, const json::object& message) {
  check_members(message, {"id", "from", "text", "conversation", "subject", "meta"});
  const json::object* from = object_of(message, "from");
  if (from == nullptr) throw std::invalid_argument{R"("from" must be {"kind","value","name"?,"verified"?})"};
  check_members(*from, {"kind", "value", "name", "verified"});
  const std::string kind = text_of(*from, "kind", "external");
  if (kind != "external" && kind != "phone" && kind != "email")
    throw std::invalid_argument{R"("from.kind" is "external", "phone" or "email")"};
  json::object sender{{"kind", kind},
                      {"value", required(*from, "value")},
                      {"verified", flag_of(*from, "verified", kind == "external")}};
  if (const std::string name = text_of(*from, "name"); !name.empty()) sender["name"] = name;
  json::object out{{"channel", channel.name},
                   {"dedup_key", required(message, "id")},
                   {"from", std::move(sender)},
                   {"text", required(message, "text")}};
  if (!channel.inbox.empty()) out["inbox"] = channel.inbox;
  if (const std::string thread = text_of(message, "conversation"); !thread.empty())
    out["thread_hint"] = thread;
  if (const std::string subject = text_of(message, "subject"); !subject.empty()) out["subject"] = subject;
  if (const json::object* meta = object_of(message, "meta")) out["meta"] = *meta;
  return out;
}

const Channel* Channels::find(std::string_view name) const {
  const auto found = channels_.find(name);
  return found == channels_.end() ? nullptr : &found->second;
}

json::object Channels::receive(const Channel& channel, const json::object& message) const {
  const json::object taken =
      read_object(host_.call(kSelf, "message.ingest@1", to_text(ingest_of(channel, message))));
  return {{"conversation", text_of(taken, "conversation")},
          {"id", text_of(taken, "id")},
          {"seq", integer_of(taken, "seq")},
          {"repeated", flag_of(taken, "repeated")}};
}

Delivery Channels::outgoing(const Channel& channel, const json::object& event) const {
  const json::object* message = object_of(event, "message");
  const std::string conversation = text_of(event, "conversation");
  const std::int64_t seq = message ? integer_of(*message, "seq") : 0;
  json::object data = event;
  data["to"] = json::array{};
  const std::string contact = text_of(event, "contact");
  if (const auto reply =
          host_.try_call(kSelf, "contact.get@1", to_text(json::object{{"contact", contact}}))) {
    const json::object about = read_object(*reply);
    if (const json::array* identities = array_of(about, "identities")) data["to"] = *identities;
  }
  const std::int64_t now = now_ms();
  Delivery delivery;
  delivery.endpoint = std::string{kPrefix} + channel.name;
  delivery.message = "msg_" + digest_of({channel.name, conversation, std::to_string(seq)});
  delivery.id = delivery.endpoint + "." + delivery.message;
  delivery.topic = kTopic;
  delivery.body = body_of(kTopic, now, data);
  delivery.lane = delivery.endpoint + "/" + conversation;
  delivery.order = seq;
  delivery.created = delivery.next_at = now;
  return delivery;
}

void Channels::ended(const Delivery& delivery) const {
  if (!delivery.endpoint.starts_with(kPrefix)) return;
  const bool sent = delivery.state == State::delivered;
  const json::object body = read_object(delivery.body);
  const json::object* data = object_of(body, "data");
  json::object outcome{{"state", sent ? "sent" : "failed"}};
  if (!sent && !delivery.attempts.empty()) {
    const Attempt& last = delivery.attempts.back();
    outcome["detail"] =
        last.status == 0 ? last.said.substr(0, 200) : "the receiver answered " + std::to_string(last.status);
  }
  try {
    host_.call(kSelf, "message.update@1",
               to_text(json::object{{"conversation", data ? text_of(*data, "conversation") : ""},
                                    {"seq", delivery.order},
                                    {"delivery", std::move(outcome)}}));
  } catch (const Failure& failure) {
    host_.log(PBAY_LOG_WARN, "a conversation did not hear how its message went",
              {{"delivery", delivery.id}, {"why", failure.what()}});
  }
}

}  // namespace patchbay::webhooks
