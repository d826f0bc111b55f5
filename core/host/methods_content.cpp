#include "core/host/methods.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host::methods {
namespace {

constexpr std::int64_t kMaxLimit = 100;

std::vector<std::string> texts_or_none(const json::object& args, std::string_view key) {
  std::vector<std::string> out;
  const json::value* list = args.if_contains(key);
  if (list == nullptr || list->is_null()) return out;
  if (!list->is_array()) throw Error{Code::invalid, "'" + std::string{key} + "' must be a list of text"};
  for (const json::value& item : list->get_array()) {
    if (!item.is_string()) throw Error{Code::invalid, "'" + std::string{key} + "' must be a list of text"};
    out.emplace_back(item.get_string());
  }
  return out;
}

search::Query::Mode mode_of(const std::string& text) {
  if (text == "full") return search::Query::Mode::full;
  if (text == "suggest") return search::Query::Mode::suggest;
  if (text == "passages") return search::Query::Mode::passages;
  throw Error{Code::invalid, "'mode' is \"" + text + "\"; write full, suggest or passages"};
}

json::object passage_json(const search::Passage& passage) {
  return {{"title", passage.title}, {"html", passage.html}, {"text", passage.text},
          {"url", passage.url},     {"rev", passage.rev},   {"score", passage.score}};
}

std::string doc_of(std::string_view owner, std::string_view collection, std::string_view id) {
  return std::string{owner} + "/" + std::string{collection} + "/" + std::string{id};
}

// The values a "teach" mapping's pointers lead to: text, or every text of a list.
void collect(const json::value& document, const json::value& pointer, json::array& out) {
  if (!pointer.is_string()) return;
  const json::value* found = at_pointer(document, std::string_view{pointer.get_string()});
  if (found == nullptr) return;
  if (found->is_string()) out.push_back(*found);
  if (!found->is_array()) return;
  for (const json::value& item : found->get_array())
    if (item.is_string()) out.push_back(item);
}

json::object example_of(const json::object& teaching, const store::Document& document) {
  const json::value parsed = parse_json(document.json, "document", 16u << 20);
  const json::object& mapping = teaching.at("teach").as_object();
  json::array label, texts, locale;
  if (const json::value* pointer = mapping.if_contains("label")) collect(parsed, *pointer, label);
  if (const json::value* pointers = mapping.if_contains("texts"); pointers != nullptr && pointers->is_array())
    for (const json::value& pointer : pointers->get_array()) collect(parsed, pointer, texts);
  if (const json::value* pointer = mapping.if_contains("locale")) collect(parsed, *pointer, locale);
  const std::string owner{teaching.at("owner").as_string()},
      collection{teaching.at("collection").as_string()};
  return {{"doc", doc_of(owner, collection, document.id)},
          {"label", label.empty() ? json::value(document.id) : label[0]},
          {"texts", std::move(texts)},
          {"locale", locale.empty() ? json::value(nullptr) : locale[0]},
          {"rev", document.rev}};
}

bool changed_since(Switchboard& board, const std::vector<json::object>& teachings, std::int64_t since) {
  bool changed = false;
  board.services.database.read([&](store::Session& session) {
    changed = false;
    constexpr int kSlice = 1000;
    for (std::int64_t at = since;;) {
      const auto slice = store::changes_after(session, at, kSlice);
      for (const store::LoggedChange& logged : slice) {
        at = logged.event;
        if (logged.change.topic != "document.changed") continue;
        changed = changed ||
                  std::any_of(teachings.begin(), teachings.end(), [&logged](const json::object& teaching) {
                    const std::string prefix =
                        doc_of(std::string_view{teaching.at("owner").as_string()},
                               std::string_view{teaching.at("collection").as_string()}, "");
                    return logged.change.key.starts_with(prefix);
                  });
      }
      if (changed || slice.size() < kSlice) return;
    }
  });
  return changed;
}

}  // namespace

json::value search_query(Switchboard& board, const Question& question, const json::object& args) {
  search::Query query;
  query.text = required_string(args, "q");
  query.locale = string_or(args, "locale", question.locale);
  query.kinds = texts_or_none(args, "kinds");
  query.mode = mode_of(string_or(args, "mode", "full"));
  query.limit = static_cast<int>(std::clamp<std::int64_t>(integer_or(args, "limit", 10), 1, kMaxLimit));
  query.cursor = string_or(args, "cursor", "");
  const search::Result found = board.services.index.query(query, question.by.visibility());
  json::array hits, passages;
  for (const search::Hit& hit : found.hits)
    hits.push_back(json::object{{"kind", hit.kind},
                                {"id", hit.id},
                                {"title", hit.title},
                                {"snippet", hit.snippet},
                                {"url", hit.url},
                                {"locale", hit.locale},
                                {"score", hit.score},
                                {"doc", doc_of(hit.owner, hit.collection, hit.id)}});
  for (const search::Passage& passage : found.passages) passages.push_back(passage_json(passage));
  json::object out{
      {"hits", std::move(hits)},
      {"corrected", found.corrected.empty() ? json::value(nullptr) : json::value(found.corrected)},
      {"took_us", found.took_us},
      {"next", found.next.empty() ? json::value(nullptr) : json::value(found.next)}};
  if (query.mode == search::Query::Mode::passages) out["passages"] = std::move(passages);
  return out;
}

// `doc` is a hit's "doc": "<instance>/<collection>/<id>".
json::value content_passage(Switchboard& board, const Question& question, const json::object& args) {
  const std::string doc = required_string(args, "doc");
  const std::size_t first = doc.find('/');
  const std::size_t second = first == std::string::npos ? first : doc.find('/', first + 1);
  if (second == std::string::npos)
    throw Error{Code::invalid, "'doc' must be \"<instance>/<collection>/<id>\", as a hit's \"doc\" is"};
  const search::Passage passage = board.services.index.passage(
      doc.substr(0, first), doc.substr(first + 1, second - first - 1), doc.substr(second + 1),
      string_or(args, "heading", ""), question.by.visibility());
  return passage_json(passage);
}

// {"items":[{"doc","label","texts","locale","rev"}],"event":N,"changed":bool}. With `since` (an earlier
// answer's event) the list is empty and "changed" false while nothing it would hold has changed.
json::value teach_list(Switchboard& board, const Question& question, const json::object& args) {
  const std::vector<json::object> teachings = board.services.documents.teachings();
  std::int64_t event = 0;
  board.services.database.read([&event](store::Session& session) { event = store::last_event(session); });
  const std::int64_t since = integer_or(args, "since", -1);
  json::object out{{"items", json::array{}}, {"event", event}, {"changed", true}};
  if (since >= 0 && !changed_since(board, teachings, since)) {
    out["changed"] = false;
    return out;
  }
  json::array& items = out["items"].as_array();
  for (const json::object& teaching : teachings) {
    std::string cursor;
    do {
      json::object page{{"limit", 1000}};
      if (!cursor.empty()) page["cursor"] = cursor;
      const store::Found found = board.services.documents.find(
          std::string_view{teaching.at("owner").as_string()},
          std::string_view{teaching.at("collection").as_string()}, to_text(page), question.by.visibility());
      for (const store::Document& document : found.items) items.push_back(example_of(teaching, document));
      cursor = found.next;
    } while (!cursor.empty());
  }
  return out;
}

json::value cache_drop(Switchboard& board, const Question&, const json::object& args) {
  const std::vector<std::string> tags = texts_or_none(args, "tags");
  if (board.front != nullptr) board.front->drop_cache(tags);
  return json::object{{"dropped", static_cast<std::int64_t>(tags.size())}};
}

// {"grants":[{"name","locale"}]}: what the asking instance may read through pbay.files/1, in the order of its
// `files`.
json::value files_grants(Switchboard&, const Question& question, const json::object&) {
  json::array grants;
  if (question.asker != nullptr) {
    const std::vector<config::Grant>& files = question.asker->instance.table.files;
    for (std::size_t i = 0; i < files.size(); ++i)
      grants.push_back(json::object{{"name", files[i].name.empty() ? std::to_string(i) : files[i].name},
                                    {"locale", files[i].locale}});
  }
  return json::object{{"grants", std::move(grants)}};
}

}  // namespace patchbay::host::methods
