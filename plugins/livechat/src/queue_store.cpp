#include "queue_store.hpp"

namespace patchbay::livechat {
namespace {

constexpr std::size_t kRememberedWaits = 20;

std::string waits_id(std::string_view team) {
  return team.empty() ? "all" : "team/" + std::string{team};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> QueueStore::collections() {
  return {{"places", R"({"version":1,"indexes":[{"field":"/since","type":"integer"},{"field":"/contact"}]})"},
          {"chats", R"({"version":1,"indexes":[{"field":"/agent"},{"field":"/contact"}]})"},
          {"turns", R"({"version":1,"indexes":[]})"},
          {"waits", R"({"version":1,"indexes":[]})"}};
}

std::vector<Place> QueueStore::places() const {
  std::vector<Place> places;
  host_.store().each(kSelf, "places", R"({"order":[["/since","asc"]]})", [&places](const Stored& item) {
    places.push_back(place_of(item.id, item.rev, read_object(item.doc)));
  });
  return places;
}

std::optional<Place> QueueStore::place(std::string_view conversation) const {
  const auto found = host_.store().get(kSelf, "places", conversation);
  if (!found) return std::nullopt;
  return place_of(found->id, found->rev, read_object(found->doc));
}

std::vector<Chat> QueueStore::chats() const {
  std::vector<Chat> chats;
  host_.store().each(kSelf, "chats", "{}", [&chats](const Stored& item) {
    chats.push_back(chat_of(item.id, item.rev, read_object(item.doc)));
  });
  return chats;
}

std::optional<Chat> QueueStore::chat(std::string_view conversation) const {
  const auto found = host_.store().get(kSelf, "chats", conversation);
  if (!found) return std::nullopt;
  return chat_of(found->id, found->rev, read_object(found->doc));
}

Turns QueueStore::turns() const {
  Turns turns;
  host_.store().each(kSelf, "turns", "{}", [&turns](const Stored& item) {
    turns[item.id] = integer_of(read_object(item.doc), "at");
  });
  return turns;
}

std::vector<std::int64_t> QueueStore::waits(std::string_view team) const {
  std::vector<std::int64_t> seconds;
  const auto found = host_.store().get(kSelf, "waits", waits_id(team));
  if (!found) return seconds;
  const json::object document = read_object(found->doc);
  if (const json::array* list = array_of(document, "seconds"))
    for (const json::value& item : *list)
      if (item.is_int64()) seconds.push_back(item.get_int64());
  return seconds;
}

bool QueueStore::put(const Place& place) const {
  return write(Batch{}.put("places", place.conversation, to_text(to_document(place)), place.rev));
}

bool QueueStore::offer(const Place& place) const {
  Batch batch;
  batch.put("places", place.conversation, to_text(to_document(place)), place.rev);
  batch.put("turns", place.offered_to, to_text(json::object{{"at", place.offered_at}}));
  return write(batch);
}

bool QueueStore::remove(const Place& place) const {
  return write(Batch{}.remove("places", place.conversation, place.rev));
}

bool QueueStore::begin_chat(const Place& place, const Chat& chat, std::int64_t waited_seconds) const {
  std::vector<std::int64_t> seconds = waits(place.team);
  seconds.push_back(waited_seconds);
  if (seconds.size() > kRememberedWaits)
    seconds.erase(seconds.begin(), seconds.end() - static_cast<std::ptrdiff_t>(kRememberedWaits));
  Batch batch;
  batch.remove("places", place.conversation, place.rev);
  batch.put("chats", chat.conversation, to_text(to_document(chat)));
  batch.put("waits", waits_id(place.team),
            to_text(json::object{{"seconds", json::array(seconds.begin(), seconds.end())}}));
  return write(batch);
}

bool QueueStore::put(const Chat& chat) const {
  return write(Batch{}.put("chats", chat.conversation, to_text(to_document(chat)), chat.rev));
}

bool QueueStore::remove(const Chat& chat) const {
  return write(Batch{}.remove("chats", chat.conversation, chat.rev));
}

void QueueStore::forget(std::string_view contact) const {
  const std::string query =
      to_text(json::object{{"where", json::array{json::array{"/contact", "eq", contact}}}});
  for (const char* collection : {"places", "chats"}) {
    std::vector<std::string> ids;
    host_.store().each(kSelf, collection, query, [&ids](const Stored& item) { ids.push_back(item.id); });
    for (const std::string& id : ids) host_.store().remove(kSelf, collection, id);
  }
}

bool QueueStore::write(const Batch& batch) const {
  try {
    host_.store().batch(kSelf, batch);
    return true;
  } catch (const Failure& failure) {
    if (failure.status() != PBAY_E_CONFLICT && failure.status() != PBAY_E_NOT_FOUND) throw;
    return false;
  }
}

}  // namespace patchbay::livechat
