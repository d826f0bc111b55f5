#include "core/gateway/live.hpp"

#include "core/base/log.hpp"

namespace patchbay::gateway {
namespace {

SharedFrame frame_of(const std::string& text) { return text.empty() ? nullptr : text_frame(text); }

}  // namespace

Live::Live(const ConversationRooms* rooms, const FileParts& files)
    : rooms_{rooms},
      files_{files},
      desk_{rooms ? &rooms->duty : nullptr, [this](const inbox::Conversations::Heard& heard) { say(heard, 0); },
            [this](const json::object& frame) { tell_agents(frame); }} {}

Live::~Live() { close(); }

void Live::open(const std::vector<std::unique_ptr<Loop>>& loops) {
  for (const auto& loop : loops) places_.push_back(std::unique_ptr<Place>{new Place{*loop, Watchers{watching_}, {}, {}}});
  if (!rooms_) return;
  hearing_ = rooms_->database.on_commit([this](const store::Committed& what) { committed(what); });
}

void Live::close() { hearing_.reset(); }

Watchers& Live::watchers(const Loop& loop) {
  for (const auto& place : places_)
    if (&place->loop == &loop) return place->watchers;
  return places_.front()->watchers;
}

// On the writer's thread. Who begins to watch is counted before it reads the store, so nobody misses what is not handed on here.
void Live::committed(const store::Committed& what) {
  if (watching_ == 0 || what.changes.empty()) return;
  places_.front()->loop.post([this, changes = std::vector<store::LoggedChange>{what.changes.begin(), what.changes.end()}] { read(changes); });
}

void Live::read(const std::vector<store::LoggedChange>& changes) {
  auto events = std::make_shared<std::vector<LiveEvent>>();
  for (const store::LoggedChange& change : changes) try {
      auto heard = inbox::Conversations::read_change(change);
      if (!heard) continue;
      LiveEvent event;
      event.for_agents = frame_of(files_.sign_text(heard->for_agents));
      event.for_contact = frame_of(files_.sign_text(heard->for_contact));
      event.heard = std::move(*heard);
      events->push_back(std::move(event));
    } catch (const std::exception& error) {
      log::error("gateway", "a change could not be read for those who watch",
                 {{"event", std::to_string(change.event)}, {"topic", change.change.topic}, {"error", error.what()}});
    }
  if (!events->empty()) hand_out(events);
}

void Live::hand_out(const LiveEvents& events) {
  on_each([events](Watchers& watchers) { watchers.hear(events); });
}

void Live::on_each(const std::function<void(Watchers&)>& work) {
  for (const auto& place : places_) place->loop.post([&watchers = place->watchers, work] { work(watchers); });
}

void Live::say(const inbox::Conversations::Heard& heard, pbay_id except) {
  LiveEvent event;
  event.for_agents = frame_of(heard.for_agents);
  event.for_contact = frame_of(heard.for_contact);
  event.heard = heard;
  event.except = except;
  hand_out(std::make_shared<const std::vector<LiveEvent>>(std::vector<LiveEvent>{std::move(event)}));
}

void Live::tell_agents(const json::object& frame) {
  on_each([frame = text_frame(to_text(frame))](Watchers& watchers) { watchers.tell_agents(frame); });
}

bool Live::tell_group(std::string_view group, std::string_view text) {
  const std::size_t slash = group.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view kind = group.substr(0, slash);
  const std::string id{group.substr(slash + 1)};
  if (kind != "agents" && kind != "agent" && kind != "contact") return false;
  on_each([kind = std::string{kind}, id, frame = text_frame(text)](Watchers& watchers) {
    if (kind == "agents") watchers.tell_agents(frame);
    else if (kind == "agent") watchers.tell_agent(id, frame);
    else watchers.tell_contact(id, frame);
  });
  return true;
}

void Live::answer(std::shared_ptr<Socket> socket, std::string text) {
  for (const auto& place : places_) {
    if (&place->loop != &socket->loop()) continue;
    const std::lock_guard lock{place->mutex};
    place->answers.emplace_back(std::move(socket), std::move(text));
    if (place->answers.size() == 1) place->loop.post([&place = *place] { tell(place); });
    return;
  }
}

void Live::tell(Place& place) {
  std::vector<std::pair<std::shared_ptr<Socket>, std::string>> answers;
  {
    const std::lock_guard lock{place.mutex};
    answers.swap(place.answers);
  }
  for (const auto& [socket, text] : answers) socket->add(text_frame(text));
  for (const auto& [socket, text] : answers) socket->push();
}

}  // namespace patchbay::gateway
