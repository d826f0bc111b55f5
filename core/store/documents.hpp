#pragma once
// Documents: what plugins keep. Collections with declared indexes, optimistic revisions, atomic batches, and
// an optional search mapping whose index rows are written in the same transaction.
//
// A schema (JSON): {"version":1,
//   "indexes":[{"field":"/slug","unique":true},{"field":"/updated","type":"integer"}],   type: text (default)
//   | integer "audience":"/audience","groups":"/groups",            optional: get, find and search are
//   filtered by the reader's Visibility
//   "search":{"kind":"article","title":"/title","body":"/body","headings":"/headings","locale":"/locale","tags":"/tags",
//             "audience":"/audience","groups":"/groups","url":"/kb/{slug}","status":"/status","published":"published",
//             "weight":"/weight","group":"/group"},
//   "teach":{"label":"/id","texts":["/question","/variants"],"locale":"/locale"}}
// An indexed field holds text of at most 1,024 bytes, or a whole number (true is 1). A document that lacks it
// counts as null: equal to null and "", less than nothing, first in order; any number of documents may lack a
// unique one. A query:
// {"where":[["/lang","eq","en"]],"order":[["/updated","desc"]],"limit":20,"cursor":null}; operators eq, ne,
// in, lt, le, gt, ge, prefix on declared fields, "id" and "rev"; limit 1…1000 (100 where not given; a page
// over 8 MB ends early); `cursor` is what "next" gave: the page after it, whatever was inserted meanwhile. A
// document's rev begins at 1 and rises by one with each put; one made again after its removal begins higher.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/visibility.hpp"
#include "core/store/database.hpp"

namespace patchbay::store {

struct Document {
  std::string id;
  std::int64_t rev = 0;
  std::string json;  // the document itself
};

struct Found {
  std::vector<Document> items;
  std::string next;  // empty = the end
};

struct Operation {
  enum class Kind { put, remove };
  Kind kind = Kind::put;
  std::string collection;
  std::string id;                  // empty with put: a ULID is made
  std::int64_t if_rev = -1;        // -1 = whatever it is; 0 = must not exist; else Error{conflict}
  std::string json;                // put
  std::vector<std::string> blobs;  // blob keys this document names (kept as long as it does)
};

struct Written {
  std::string id;
  std::int64_t rev;
};

// What search offers to the store (search implements it): the index stays in step because it is written in
// the same transaction. prepare() runs on the caller's thread and does the expensive part; apply() does SQL
// only.
class DocumentIndex {
 public:
  struct Prepared {
    virtual ~Prepared() = default;
  };
  virtual ~DocumentIndex() = default;
  // `mapping` is the schema's "search". `owner` is the instance. `document` is null when it is removed, or no
  // longer to be found; `mapping` may be empty then.
  virtual std::unique_ptr<Prepared> prepare(std::string_view owner, std::string_view collection,
                                            const json::object& mapping, std::string_view id,
                                            const json::object* document) = 0;
  virtual void apply(Write& write, const Prepared& prepared) = 0;
};

class Documents {
 public:
  Documents(Database& database, DocumentIndex* index);
  ~Documents();

  // Makes or widens the collection of this owner (an instance). A new index is filled before this returns.
  // Idempotent; a schema whose version is lower than the stored one is Error{conflict}. Every problem of the
  // schema is Error{invalid}.
  void declare(std::string_view owner, std::string_view name, std::string_view schema_json);

  // Error{not_found} also when it exists and the reader may not see it.
  Document get(std::string_view owner, std::string_view collection, std::string_view id,
               const Visibility& reader);
  Found find(std::string_view owner, std::string_view collection, std::string_view query_json,
             const Visibility& reader);

  // All or nothing, durable when it returns, at most 256 operations and 4 MB. More than 8 operations or 64 KB
  // go behind smaller ones (Lane::bulk); an importer that wants others to stay quick sends 32 or so at a
  // time. Each changed document is one change-log row: topic "document.changed", key
  // "<owner>/<collection>/<id>", so caches and views can follow.
  std::vector<Written> batch(std::string_view owner, std::span<const Operation> operations);
  // As batch(), returning at once; `done` runs on the writer's thread.
  void batch_later(std::string owner, std::vector<Operation> operations,
                   std::function<void(std::vector<Written>, std::exception_ptr)> done);

  // Every document of every collection whose schema has a search mapping, for reindexing: in slices, each a
  // snapshot.
  using Visit = std::function<void(std::string_view owner, std::string_view collection,
                                   const json::object& mapping, const Document&)>;
  void each_searchable(const Visit& visit);
  // The collections with a teach mapping, as {"owner","collection","teach"}.
  std::vector<json::object> teachings();

  // Every document that is not strict JSON or whose indexed columns differ from what it says, in words; at
  // most 20 of each collection. Empty = in step.
  std::vector<std::string> check();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace patchbay::store
