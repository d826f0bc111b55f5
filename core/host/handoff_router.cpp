#include "core/host/handoff_router.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/host/asking.hpp"
#include "core/host/instance.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr std::string_view kOffer = "handoff.offer@1";
constexpr std::int64_t kOfferMs = 2000;
constexpr std::int64_t kLookMs = 15'000;       // between two looks for what was forgotten
constexpr std::int64_t kForgottenMs = 20'000;  // longer than a round of asking takes

// What a channel said yes with.
struct Taken {
  std::string instance, state, agent;
  std::optional<std::int64_t> eta_ms;
};

json::value or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

std::string question_of(Switchboard& board, const json::object& handoff) {
  const std::string conversation = required_string(handoff, "conversation");
  const json::value about = board.services.conversations.get(inbox::Principal::system(), conversation);
  const json::value* contact = at_pointer(about, "/contact/id");
  const json::value* tried = handoff.if_contains("tried");
  return to_text(
      json::object{{"handoff", required_string(handoff, "id")},
                   {"conversation", conversation},
                   {"contact", contact == nullptr ? json::value(nullptr) : *contact},
                   {"topic", or_null(string_or(handoff, "topic", ""))},
                   {"team", or_null(string_or(handoff, "team", string_or(about.get_object(), "team", "")))},
                   {"reason", string_or(handoff, "reason", "")},
                   {"summary", string_or(handoff, "summary", "")},
                   {"tried", tried != nullptr && tried->is_array() ? *tried : json::value(json::array{})},
                   {"locale", string_or(handoff, "locale", board.services.config.site.default_locale)}});
}

std::vector<Instance*> channels_behind(const Switchboard& board, const std::string& after) {
  std::vector<Instance*> all = board.providers.of(kOffer);
  const auto last =
      std::find_if(all.begin(), all.end(), [&after](const Instance* one) { return one->name == after; });
  if (last != all.end()) all.erase(all.begin(), last + 1);
  return all;
}

std::optional<Taken> taken_by(const Switchboard& board, const Instance& instance, const json::object& reply) {
  Taken taken{instance.name, required_string(reply, "state"), string_or(reply, "agent", ""), std::nullopt};
  if (taken.state == "declined") return std::nullopt;
  if (taken.state != "offered" && taken.state != "accepted" && taken.state != "mailed" &&
      taken.state != "scheduled")
    throw Error{Code::invalid, "\"" + taken.state + "\" is no state a channel takes a conversation in"};
  if (const std::int64_t seconds = integer_or(reply, "eta_seconds", -1); seconds >= 0)
    taken.eta_ms = board.services.clock.now_ms() + seconds * 1000;
  return taken;
}

// A channel that is broken or slow has declined.
std::optional<Taken> ask_channel(Switchboard& board, const inbox::Principal& by, const Instance& instance,
                                 const std::string& text) {
  const std::string method = std::string{kOffer} + "#" + instance.name;
  Question question;
  question.method = method;
  question.json = text;
  question.by = by;
  question.locale = by.locale;
  question.deadline_steady_ms = board.services.clock.steady_ms() + kOfferMs;
  try {
    return taken_by(board, instance, parse_object(ask(board, question), kOffer));
  } catch (const Error& caught) {
    log::warn("host", "a channel did not say whether it takes a conversation; the next one is asked",
              {{"instance", instance.name}, {"error", caught.what()}});
    return std::nullopt;
  }
}

inbox::Principal agent_called(Switchboard& board, const std::string& id) {
  for (const inbox::Agent& agent : board.services.inbox.agents(inbox::Principal::system())) {
    if (agent.id != id || !agent.enabled) continue;
    inbox::Principal principal;
    principal.kind = agent.role;
    principal.id = agent.id;
    principal.name = agent.name;
    principal.email = agent.email;
    principal.groups = agent.groups;
    principal.verified = true;
    return principal;
  }
  throw Error{Code::not_found, "there is no agent " + id};
}

json::object keep(Switchboard& board, const std::string& handoff, const Taken& taken) {
  inbox::Handoffs& handoffs = board.services.handoffs;
  if (taken.state == "accepted" && !taken.agent.empty())
    return handoffs.accept(agent_called(board, taken.agent), handoff);
  const std::string state = taken.state == "accepted" ? "offered" : taken.state;
  return handoffs.offered(handoff, taken.instance, state, taken.eta_ms);
}

json::object ask_in_turn(Switchboard& board, const inbox::Principal& by, const json::object& handoff,
                         const std::string& after) {
  const std::string id = required_string(handoff, "id");
  const std::string text = question_of(board, handoff);
  try {
    for (const Instance* instance : channels_behind(board, after))
      if (const auto taken = ask_channel(board, by, *instance, text)) return keep(board, id, *taken);
    return board.services.handoffs.left_message(id);
  } catch (const Error& caught) {
    // Taken or closed while channels were asked: that stands.
    if (caught.code() != Code::conflict && caught.code() != Code::state) throw;
    return board.services.handoffs.get(inbox::Principal::system(), required_string(handoff, "conversation"));
  }
}

// Whether it still waits for somebody: what was handed in may be older than an answer.
bool is_waiting(const json::object& handoff, const std::string& after) {
  const std::string state = string_or(handoff, "state", "");
  return state == "requested" || state == "left_message" ||
         (state == "offered" && !after.empty() && string_or(handoff, "offered_to", "") == after);
}

// For work that nobody waits for: what goes wrong is found again by the next look.
void route_quietly(Switchboard& board, const inbox::Principal& by, const json::object& handoff,
                   const std::string& after) {
  try {
    route_handoff(board, by, handoff, after);
  } catch (const std::exception& caught) {
    log::warn("host", "a hand-off was not offered; it will be tried again",
              {{"handoff", string_or(handoff, "id", "")}, {"error", caught.what()}});
  }
}

bool is_starting(const Switchboard& board) {
  return std::any_of(board.instances.begin(), board.instances.end(), [](const auto& instance) {
    return instance->state() == State::found || instance->state() == State::loaded;
  });
}

void route_forgotten(Switchboard& board) {
  const std::int64_t before = board.services.clock.now_ms() - kForgottenMs;
  for (const json::object& handoff : board.services.handoffs.unanswered(before)) {
    const std::string channel = string_or(handoff, "offered_to", "");
    const Instance* instance = channel.empty() ? nullptr : board.find_instance(channel);
    if (instance != nullptr && instance->state() == State::serving) continue;
    route_quietly(board, inbox::Principal::system(), handoff, channel);
  }
}

}  // namespace

bool RoundsUnderWay::begin(const std::string& handoff) {
  const std::lock_guard lock{mutex_};
  return handoffs_.insert(handoff).second;
}

void RoundsUnderWay::end(const std::string& handoff) {
  const std::lock_guard lock{mutex_};
  handoffs_.erase(handoff);
}

json::object route_handoff(Switchboard& board, const inbox::Principal& by, const json::object& handoff,
                           const std::string& after) {
  const std::string id = required_string(handoff, "id");
  if (!board.rounds.begin(id)) return handoff;
  const std::shared_ptr<void> end{nullptr, [&board, &id](void*) { board.rounds.end(id); }};
  const json::object now =
      board.services.handoffs.get(inbox::Principal::system(), required_string(handoff, "conversation"));
  if (string_or(now, "id", "") != id || !is_waiting(now, after)) return now;
  return ask_in_turn(board, by, now, after);
}

json::object route_handoff(Switchboard& board, const Question& question, const json::object& handoff) {
  const auto& channels = board.providers.of(kOffer);
  const bool is_channel = question.asker != nullptr && std::find(channels.begin(), channels.end(),
                                                                 &question.asker->instance) != channels.end();
  if (!is_channel) return route_handoff(board, question.by, handoff);
  // By itself it gives back what it took; in somebody's name it only passes on what that person wants.
  const std::string after =
      question.by.kind == inbox::Kind::system ? question.asker->instance.name : std::string{};
  board.pool.post([&board, by = question.by, handoff, after] { route_quietly(board, by, handoff, after); });
  return handoff;
}

void watch_handoffs(Switchboard& board) {
  board.ticker.after(kLookMs, [&board] {
    board.pool.post([&board] {
      try {
        if (!is_starting(board)) route_forgotten(board);
      } catch (const std::exception& caught) {
        log::warn("host", "could not look for forgotten hand-offs", {{"error", caught.what()}});
      }
    });
    watch_handoffs(board);
  });
}

}  // namespace patchbay::host
