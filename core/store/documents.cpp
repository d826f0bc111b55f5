#include "core/store/documents.hpp"

#include "core/base/error.hpp"
#include "core/store/collection_catalog.hpp"
#include "core/store/document_batch.hpp"
#include "core/store/document_query.hpp"

namespace patchbay::store {
namespace {

constexpr std::size_t kMaxAnswerBytes = 8u << 20;  // a page ends early rather than grow beyond
constexpr int kSlice = 64;
constexpr std::size_t kMaxProblems = 20;
constexpr int kMaxTries = 8;

}  // namespace

struct Documents::State {
  State(Database& database_, DocumentIndex* index_)
      : database{database_}, index{index_}, catalog{database_, index_} {}

  // Every document in the order of the ids, in slices, each a snapshot. `columns` (", a, b") are read too.
  void each(const Collection& collection, const std::string& columns,
            const std::function<void(const Document&, const std::vector<ColumnValue>&)>& visit) const;

  Database& database;
  DocumentIndex* index;
  CollectionCatalog catalog;
};

void Documents::State::each(
    const Collection& collection, const std::string& columns,
    const std::function<void(const Document&, const std::vector<ColumnValue>&)>& visit) const {
  const std::string sql =
      "select id, rev, json" + columns + " from " + collection.table + " where id > $1 order by id limit $2";
  const auto count = columns.empty() ? std::size_t{0} : collection.columns.size() + 2;
  for (std::string last;;) {
    std::vector<std::pair<Document, std::vector<ColumnValue>>> slice;
    database.read([&](Session& session) {
      session.query(sql, {std::string_view{last}, std::int64_t{kSlice}}, [&](const Row& row) {
        std::vector<ColumnValue> values;
        for (std::size_t i = 0; i < count; ++i) {
          const int place = static_cast<int>(i) + 3;
          const bool is_integer = i >= 2 && collection.columns[i - 2].index.type == FieldType::integer;
          values.push_back(is_integer ? ColumnValue{row.integer(place)}
                                      : ColumnValue{std::string{row.text(place)}});
        }
        slice.push_back(
            {{std::string{row.text(0)}, row.integer(1), std::string{row.text(2)}}, std::move(values)});
        return true;
      });
    });
    if (slice.empty()) return;
    for (const auto& [document, values] : slice) visit(document, values);
    last = slice.back().first.id;
  }
}

Documents::Documents(Database& database, DocumentIndex* index)
    : state_{std::make_unique<State>(database, index)} {}
Documents::~Documents() = default;

void Documents::declare(std::string_view owner, std::string_view name, std::string_view schema_json) {
  state_->catalog.declare(owner, name, schema_json);
}

Document Documents::get(std::string_view owner, std::string_view collection, std::string_view id,
                        const Visibility& reader) {
  const CollectionPtr found = state_->catalog.get(owner, collection);
  std::vector<ColumnValue> values = {std::string{id}};
  std::string sql = "select id, rev, json from " + found->table + " where id = $1";
  if (const std::string visible = visible_sql(*found, reader, values); !visible.empty())
    sql += " and " + visible;
  Document document;
  state_->database.read([&](Session& session) {
    session.query(sql, views_of(values), [&](const Row& row) {
      document = {std::string{row.text(0)}, row.integer(1), std::string{row.text(2)}};
      return false;
    });
  });
  if (document.id.empty())
    throw Error{Code::not_found,
                "There is no document '" + std::string{id} + "' in " + std::string{collection}};
  return document;
}

Found Documents::find(std::string_view owner, std::string_view collection, std::string_view query_json,
                      const Visibility& reader) {
  const CollectionPtr searched = state_->catalog.get(owner, collection);
  const DocumentQuery query{*searched, query_json, reader};
  Found found;
  std::string last;
  std::size_t bytes = 0;
  state_->database.read([&](Session& session) {
    session.query(query.sql(), views_of(query.values()), [&](const Row& row) {
      if (static_cast<int>(found.items.size()) == query.limit() || bytes > kMaxAnswerBytes) {
        found.next = last;
        return false;
      }
      found.items.push_back({std::string{row.text(0)}, row.integer(1), std::string{row.text(2)}});
      bytes += found.items.back().json.size();
      if (static_cast<int>(found.items.size()) == query.limit() || bytes > kMaxAnswerBytes)
        last = query.cursor_after(row);
      return true;
    });
  });
  return found;
}

std::vector<Written> Documents::batch(std::string_view owner, std::span<const Operation> operations) {
  for (int tries = 1;; ++tries) {
    const DocumentBatch batch{state_->catalog, state_->index, owner, operations};
    std::vector<Written> written;
    try {
      state_->database.write(
          "documents of " + std::string{owner}, [&](Write& write) { written = batch.write(write); },
          batch.lane());
      return written;
    } catch (const Superseded&) {
      if (tries == kMaxTries)
        throw Error{Code::unavailable, "The collection is being declared anew; try again"};
    }
  }
}

void Documents::batch_later(std::string owner, std::vector<Operation> operations,
                            std::function<void(std::vector<Written>, std::exception_ptr)> done) {
  struct Later {
    DocumentBatch batch;
    std::vector<Written> written;
  };
  // Shared by the work and its answer, which are copied apart.
  auto later =
      std::make_shared<Later>(Later{DocumentBatch{state_->catalog, state_->index, owner, operations}, {}});
  const auto work = [later](Write& write) {
    try {
      later->written = later->batch.write(write);
    } catch (const Superseded&) {
      throw Error{Code::unavailable, "The collection was declared anew meanwhile; try again"};
    }
  };
  state_->database.write_later(
      "documents of " + owner, work,
      [later, done = std::move(done)](std::exception_ptr error) {
        done(error ? std::vector<Written>{} : std::move(later->written), error);
      },
      later->batch.lane());
}

void Documents::each_searchable(const Visit& visit) {
  for (const CollectionPtr& collection : state_->catalog.all())
    if (!collection->schema.search.empty())
      state_->each(*collection, "", [&](const Document& document, const std::vector<ColumnValue>&) {
        visit(collection->owner, collection->name, collection->schema.search, document);
      });
}

std::vector<std::string> Documents::check() {
  std::vector<std::string> problems;
  for (const CollectionPtr& collection : state_->catalog.all()) {
    std::size_t count = 0;
    const std::string where = collection->owner + "/" + collection->name + "/";
    std::string columns = ", audience, groups";
    for (const Column& column : collection->columns) columns += ", " + column.name();
    state_->each(*collection, columns, [&](const Document& document, const std::vector<ColumnValue>& stored) {
      std::string problem;
      try {
        Collection::Row row = collection->row_of(parse_object(document.json, "the document"));
        row.values.insert(row.values.begin(), {std::move(row.audience), std::move(row.groups)});
        if (row.values != stored) problem = "its indexed columns differ from what it says";
      } catch (const Error& error) {
        problem = error.what();
      }
      if (!problem.empty() && ++count <= kMaxProblems)
        problems.push_back(where + document.id + ": " + problem);
    });
    if (count > kMaxProblems)
      problems.push_back(where + ": and " + std::to_string(count - kMaxProblems) + " more");
  }
  return problems;
}

std::vector<json::object> Documents::teachings() {
  std::vector<json::object> teachings;
  for (const CollectionPtr& collection : state_->catalog.all())
    if (!collection->schema.teach.empty())
      teachings.push_back({{"owner", collection->owner},
                           {"collection", collection->name},
                           {"teach", collection->schema.teach}});
  return teachings;
}

}  // namespace patchbay::store
