#include "desk_store.hpp"

namespace patchbay::desk {
namespace {

constexpr const char* kCanned = R"({"version":1,"audience":"/readers","indexes":[{"field":"/key","unique":true},{"field":"/shortcut"}]})";
constexpr const char* kMacros = R"({"version":1,"audience":"/readers","indexes":[{"field":"/name"}]})";
constexpr const char* kFilters = R"({"version":1,"audience":"/readers","indexes":[{"field":"/agent"}]})";
constexpr const char* kDrafts = R"({"version":1,"audience":"/readers","indexes":[{"field":"/agent"},{"field":"/at","type":"integer"}]})";
constexpr const char* kSettings = R"({"version":1,"audience":"/readers"})";
constexpr int kMost = 500;  // of each kind for one agent

}  // namespace

std::vector<std::pair<std::string, std::string>> DeskStore::collections() {
  return {{"canned", kCanned}, {"macros", kMacros}, {"filters", kFilters}, {"drafts", kDrafts}, {"settings", kSettings}};
}

std::vector<Kept> DeskStore::find(std::string_view collection, const json::object& query) const {
  std::vector<Kept> out;
  for (Stored& item : host_.store().find(kSelf, collection, to_text(query)).items)
    out.push_back({std::move(item.id), item.rev, read_object(item.doc)});
  return out;
}

std::vector<Kept> DeskStore::shared(std::string_view collection, const Agent& agent) const {
  const char* order = collection == "canned" ? "/shortcut" : "/name";
  std::vector<Kept> all = find(collection, {{"order", json::array{json::array{order, "asc"}}}, {"limit", kMost}});
  std::erase_if(all, [&](const Kept& one) {
    const std::string team = text_of(one.document, "team");
    return !team.empty() && !agent.is_in(team);
  });
  return all;
}

std::vector<Kept> DeskStore::filters(const Agent& agent) const {
  return find("filters", {{"where", json::array{json::array{"/agent", "eq", agent.id}}}, {"order", json::array{json::array{"id", "asc"}}}, {"limit", kMost}});
}

std::vector<Kept> DeskStore::drafts(const Agent& agent) const {
  return find("drafts", {{"where", json::array{json::array{"/agent", "eq", agent.id}}}, {"order", json::array{json::array{"/at", "desc"}}}, {"limit", kMost}});
}

std::optional<Kept> DeskStore::get(std::string_view collection, std::string_view id) const {
  const std::optional<Stored> stored = host_.store().get(kSelf, collection, id);
  if (!stored) return std::nullopt;
  return Kept{stored->id, stored->rev, read_object(stored->doc)};
}

json::object DeskStore::settings(const Agent& agent) const {
  const std::optional<Kept> kept = get("settings", agent.id);
  return kept ? kept->document : json::object{};
}

Kept DeskStore::put(std::string_view collection, const std::string& id, json::object document, std::int64_t if_rev) const {
  document["readers"] = "agent";
  const Written written = host_.store().put(kSelf, collection, id, to_text(document), if_rev);
  return {written.id, written.rev, std::move(document)};
}

void DeskStore::remove(std::string_view collection, std::string_view id) const { host_.store().remove(kSelf, collection, id); }

std::size_t DeskStore::drop_old_drafts(std::int64_t before_ms) const {
  const std::vector<Kept> old = find("drafts", {{"where", json::array{json::array{"/at", "lt", before_ms}}}, {"limit", 200}});
  Batch batch;
  for (const Kept& draft : old) batch.remove("drafts", draft.id);
  host_.store().batch(kSelf, batch);
  return old.size();
}

}  // namespace patchbay::desk
