#include "reception.hpp"

#include <algorithm>

#include "moment.hpp"

namespace patchbay::livechat {
namespace {

constexpr std::int64_t kLookAnywayMs = 5'000;  // presence is a hint that may get lost
constexpr unsigned kTicksPerFrame = 5;
constexpr std::int64_t kStatusMs = 1'000;
constexpr int kTries = 5;

json::value or_null(const std::optional<std::int64_t>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::value or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

}  // namespace

Reception::Reception(Host host, const Settings& settings)
    : host_{host},
      settings_{settings},
      store_{host},
      floor_{host, store_, settings.idle_ms},
      rules_{settings.rules} {}

void Reception::open() {
  if (host_.offers(PBAY_METRICS)) {
    offers_ = host_.counter("livechat_offers_total", "Chats offered to an agent");
    missed_ = host_.counter("livechat_missed_total", "Offers nobody took in time, or that were declined");
    accepted_ = host_.counter("livechat_accepted_total", "Chats an agent took");
    handed_on_ = host_.counter("livechat_handed_on_total", "Chats nobody took, handed on");
    waiting_ = host_.gauge("livechat_waiting", "Visitors who wait for an agent");
    waited_ = host_.histogram("livechat_wait_seconds", "Seconds from the wish for a person to an agent");
  }
  rules_.settled_at = now_ms() + settings_.return_ms;
  for (const Place& place : store_.places())
    if (place.leaving) host_.enqueue(kSelf, "hand-on", place.conversation, "hand-on/" + place.conversation);
}

json::object Reception::declined(std::string_view why) const {
  return {{"state", "declined"}, {"reason", why}};
}

std::optional<std::int64_t> Reception::expected_wait(std::string_view team, int position) const {
  return wait_seconds(store_.waits(team), position);
}

json::object Reception::offer(Ctx ctx, const json::object& handoff) {
  const std::string conversation = text_of(handoff, "conversation");
  if (conversation.empty()) throw Failure{PBAY_E_INVALID, "\"conversation\" is missing"};
  const std::int64_t now = now_ms();
  const std::string team = text_of(handoff, "team");
  const Hours hours = ask_hours(host_, ctx, team, {});
  if (!hours.open && !settings_.outside_hours) return declined("closed");
  const std::vector<Place> places = store_.places();
  const Duty duty = duty_of(places, floor_.agents(now), rules_, team);
  if (duty.state == Duty::State::nobody) return declined("nobody");
  if (duty.waiting >= rules_.max_queue) return declined("full");
  const auto wait = expected_wait(team, duty.waiting + 1);
  if (duty.state == Duty::State::full && wait && rules_.max_wait_ms > 0 && *wait * 1000 > rules_.max_wait_ms)
    return declined("full");

  Place place;
  place.conversation = conversation;
  place.handoff = text_of(handoff, "handoff");
  place.contact = text_of(handoff, "contact");
  place.team = team;
  place.topic = text_of(handoff, "topic");
  place.reason = text_of(handoff, "reason");
  place.summary = text_of(handoff, "summary");
  place.locale = text_of(handoff, "locale");
  place.since = now;
  if (const auto before = store_.place(conversation)) {
    // Asked again for the same wish: it keeps its place, and who was asked had the chance.
    if (before->handoff == place.handoff && !before->leaving) {
      place.asked = before->asked;
      if (!before->offered_to.empty()) place.asked.push_back(before->offered_to);
    }
    place.since = before->since;
    place.rev = before->rev;
  }
  if (const auto chat = store_.chat(conversation)) {  // an agent gives it back: not to the same one
    place.asked.push_back(chat->agent);
    store_.remove(*chat);
  }
  if (!store_.put(place)) throw Failure{PBAY_E_UNAVAILABLE, "this conversation is being taken right now"};
  somebody_waits_ = true;
  settle();
  return {{"state", "offered"}, {"eta_seconds", or_null(wait)}, {"position", duty.waiting + 1}};
}

json::object Reception::status(Ctx ctx) {
  const std::int64_t now = now_ms();
  const Actor actor = ask_actor(host_, ctx);
  {
    const std::lock_guard lock{mutex_};
    const auto found = remembered_.find(actor.inbox);
    if (found != remembered_.end() && now - found->second.at < kStatusMs && now >= found->second.at)
      return found->second.status;
  }
  const Hours hours = ask_hours(host_, ctx, {}, actor.inbox);
  const std::vector<Place> places = store_.places();
  const Duty duty = duty_of(places, floor_.agents(now), rules_, hours.team);
  const auto wait =
      duty.state == Duty::State::nobody ? std::nullopt : expected_wait(hours.team, duty.waiting + 1);
  const bool closed = !hours.open && !settings_.outside_hours;
  const bool available = !closed && duty.state == Duty::State::free;
  const char* why = closed ? "closed" : (duty.state == Duty::State::full ? "full" : "nobody");
  json::object status{{"available", available},
                      {"reason", available ? json::value(nullptr) : json::value(why)},
                      {"wait_seconds", closed ? json::value(nullptr) : or_null(wait)},
                      {"opens_at", hours.open ? json::value(nullptr) : or_null(hours.opens_at)}};
  const std::lock_guard lock{mutex_};
  if (remembered_.size() > 1000) remembered_.clear();
  remembered_[actor.inbox] = {now, status};
  return status;
}

json::object Reception::accept(Ctx ctx, std::string_view conversation) {
  const auto place = store_.place(conversation);
  if (!place) throw Failure{PBAY_E_NOT_FOUND, "nobody waits there any more; somebody may have been faster"};
  const Actor actor = ask_actor(host_, ctx);
  const std::string taken =
      host_.call(ctx, "handoff.accept@1",
                 to_text(json::object{{"handoff", place->handoff}, {"conversation", conversation}}));
  accepted(conversation, actor.id);
  return read_object(taken);
}

void Reception::decline(const std::string& agent, std::string_view conversation) {
  for (int tries = 0; tries < kTries; ++tries) {
    auto place = store_.place(conversation);
    if (!place || place->offered_to != agent)
      throw Failure{PBAY_E_NOT_FOUND, "this chat is not offered to you any more"};
    end_offer(*place);
    if (!store_.put(*place)) continue;
    missed_.record();
    return settle();
  }
  throw Failure{PBAY_E_CONFLICT, "this chat is being given to somebody else"};
}

void Reception::accepted(std::string_view conversation, const std::string& agent) {
  for (int tries = 0; tries < kTries; ++tries) {
    const std::int64_t now = now_ms();
    const auto place = store_.place(conversation);
    if (!place) {
      const auto chat = store_.chat(conversation);
      if (!chat || chat->agent == agent) return;
      Chat moved = *chat;
      moved.agent = agent;
      if (store_.put(moved)) return;
      continue;
    }
    const Chat chat{place->conversation, place->contact, agent, place->team, now, now, 0};
    const std::int64_t waited = std::max<std::int64_t>(0, now - place->since) / 1000;
    if (!store_.begin_chat(*place, chat, waited)) continue;
    accepted_.record();
    waited_.record(static_cast<double>(waited));
    if (!place->offered_to.empty() && place->offered_to != agent)
      tell_agent(host_, place->offered_to, {{"type", "offer_ended"}, {"conversation", place->conversation}});
    settle();
    return tell_everybody();
  }
}

void Reception::ended(std::string_view conversation, std::string_view handoff) {
  for (int tries = 0; tries < kTries; ++tries) {
    const auto place = store_.place(conversation);
    if (!place || (!handoff.empty() && (place->handoff != handoff || is_asked_again(*place)))) return;
    if (!store_.remove(*place)) continue;
    if (!place->offered_to.empty())
      tell_agent(host_, place->offered_to, {{"type", "offer_ended"}, {"conversation", place->conversation}});
    settle();
    return tell_everybody();
  }
}

// News of an end may be older than the wish that stands now.
bool Reception::is_asked_again(const Place& place) const {
  const auto conversation = ask_conversation(host_, kSelf, place.conversation);
  const json::object* handoff = conversation ? object_of(*conversation, "handoff") : nullptr;
  if (handoff == nullptr || text_of(*handoff, "id") != place.handoff) return false;
  const std::string state = text_of(*handoff, "state");
  return state == "requested" || state == "offered";
}

void Reception::changed(std::string_view conversation) {
  if (const auto chat = store_.chat(conversation)) {
    floor_.look_at(*chat, now_ms());
    return settle();
  }
  const auto place = store_.place(conversation);
  if (!place) return;
  const auto seen = ask_conversation(host_, kSelf, conversation);
  if (!seen) return ended(conversation, {});
  // Somebody began without asking: it is theirs.
  if (const json::object* assignee = object_of(*seen, "assignee"))
    return accepted(conversation, text_of(*assignee, "id"));
  if (text_of(*seen, "status", "open") != "open") ended(conversation, {});
}

void Reception::forget(std::string_view contact) {
  store_.forget(contact);
}

void Reception::tick() {
  if (!somebody_waits_) return;
  const unsigned tick = ++ticks_;
  if (now_ms() >= next_look_) settle();
  if (tick % kTicksPerFrame == 0) tell_everybody();
}

// Whoever comes while somebody is deciding only asks for another round: decisions see each other's offers.
void Reception::settle() {
  settle_again_ = true;
  while (settle_again_ && !settling_.exchange(true)) {
    settle_again_ = false;
    try {
      settle_once();
    } catch (const std::exception& error) {
      next_look_ = now_ms() + kLookAnywayMs;
      host_.log(PBAY_LOG_WARN, "the queue could not be looked at; trying again", {{"why", error.what()}});
    }
    settling_ = false;
  }
}

void Reception::settle_once() {
  const std::vector<Place> places = store_.places();
  waiting_.record(static_cast<double>(places.size()));
  somebody_waits_ = !places.empty();
  if (places.empty()) return;
  const std::int64_t now = now_ms();
  bool moved = false;
  for (const Step& step : next_steps(places, floor_.agents(now), rules_, now)) moved |= carry_out(step);
  next_look_ =
      std::min(now + kLookAnywayMs, next_look(store_.places(), rules_).value_or(now + kLookAnywayMs));
  if (moved) tell_everybody();
}

bool Reception::carry_out(const Step& step) {
  if (!step.missed.empty()) {
    missed_.record();
    tell_agent(host_, step.missed, {{"type", "offer_ended"}, {"conversation", step.place.conversation}});
  }
  if (step.kind == Step::Kind::offer) {
    if (store_.offer(step.place)) {
      offers_.record();
    } else {
      settle_again_ = true;
    }
    return true;
  }
  if (!store_.put(step.place)) {
    settle_again_ = true;
  } else if (step.kind == Step::Kind::give_up) {
    host_.enqueue(kSelf, "hand-on", step.place.conversation, "hand-on/" + step.place.conversation);
    host_.log(PBAY_LOG_INFO, "nobody here takes a chat; it is handed on",
              {{"conversation", step.place.conversation}, {"why", step.why}});
  }
  return true;
}

void Reception::hand_on(std::string_view conversation) {
  const auto place = store_.place(conversation);
  if (!place || !place->leaving) return;
  try {
    host_.call(kSelf, "handoff.pass@1",
               to_text(json::object{{"handoff", place->handoff}, {"conversation", conversation}}));
    handed_on_.record();
  } catch (const Failure& failure) {
    // It was taken, closed or forgotten meanwhile: nothing is left to hand on.
    const pbay_status status = failure.status();
    if (status != PBAY_E_NOT_FOUND && status != PBAY_E_CONFLICT && status != PBAY_E_INVALID) throw;
    host_.log(PBAY_LOG_INFO, "a chat was not handed on",
              {{"conversation", conversation}, {"why", failure.what()}});
  }
  if (const auto left = store_.place(conversation); left && left->leaving && left->handoff == place->handoff)
    store_.remove(*left);
}

json::object Reception::outlook(const std::vector<Place>& places, const Place& place) const {
  const int position = position_of(places, place);
  return {{"position", position}, {"wait_seconds", or_null(expected_wait(place.team, position))}};
}

void Reception::tell_everybody() {
  const std::vector<Place> places = store_.places();
  for (const Place& place : places) {
    if (place.leaving) continue;
    json::object frame = outlook(places, place);
    frame["type"] = "queue";
    frame["conversation"] = place.conversation;
    tell_contact(host_, place.contact, frame);
    if (!place.offered_to.empty()) tell_offer(place);
  }
}

void Reception::tell_offer(const Place& place) const {
  const std::string base = "/api/v1/livechat/offers/" + place.conversation;
  tell_agent(host_, place.offered_to,
             {{"type", "offer"},
              {"conversation", place.conversation},
              {"handoff", place.handoff},
              {"team", or_null(place.team)},
              {"topic", or_null(place.topic)},
              {"reason", place.reason},
              {"summary", place.summary},
              {"since", iso_time(place.since)},
              {"expires_at", iso_time(place.offered_until)},
              {"accept_url", base + "/accept"},
              {"decline_url", base + "/decline"}});
}

}  // namespace patchbay::livechat
