#include "core/store/document_batch.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/base/ulid.hpp"
#include "core/store/blobs.hpp"

namespace patchbay::store {
namespace {

constexpr std::size_t kMaxOperations = 256;
constexpr std::size_t kMaxBytes = 4u << 20;
constexpr std::size_t kMaxBlobs = 256;
// A batch above this goes behind those that are small (database.hpp, Lane).
constexpr std::size_t kBulkOperations = 8;
constexpr std::size_t kBulkBytes = 64u << 10;

std::int64_t rev_of(Write& write, const std::string& table, std::string_view id) {
  std::int64_t rev = 0;
  write.query("select rev from " + table + " where id = $1", {id}, [&](const Row& row) {
    rev = row.integer(0);
    return false;
  });
  return rev;
}

void require_rev(const Operation& operation, std::int64_t before) {
  if (operation.if_rev < 0 || operation.if_rev == before) return;
  if (before == 0)
    throw Error{Code::conflict, "'" + operation.id + "' does not exist; rev " +
                                    std::to_string(operation.if_rev) + " was expected"};
  throw Error{Code::conflict,
              "'" + operation.id + "' is at rev " + std::to_string(before) + ", " +
                  (operation.if_rev == 0 ? "it was expected not to exist"
                                         : "rev " + std::to_string(operation.if_rev) + " was expected") +
                  ": read it again and repeat the change"};
}

std::string holder_of(const Operation& operation) {
  return operation.collection + "/" + operation.id;
}

// Runs `work`; an Error of it gets the operation's place before its text.
template <typename Work>
auto named(std::size_t place, std::size_t count, const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    if (count == 1) throw;
    throw Error{error.code(), "operation " + std::to_string(place) + ": " + error.what()};
  }
}

}  // namespace

DocumentBatch::DocumentBatch(const CollectionCatalog& catalog, DocumentIndex* index, std::string_view owner,
                             std::span<const Operation> operations)
    : index_{index}, owner_{owner} {
  if (operations.size() > kMaxOperations)
    throw Error{Code::limit, "A batch has at most 256 operations; split it"};
  std::size_t bytes = 0;
  for (const Operation& operation : operations) bytes += operation.json.size() + operation.id.size();
  if (bytes > kMaxBytes) throw Error{Code::limit, "A batch has at most 4 MB; split it"};
  if (operations.size() > kBulkOperations || bytes > kBulkBytes) lane_ = Lane::bulk;
  steps_.reserve(operations.size());
  for (const Operation& operation : operations)
    steps_.push_back(named(steps_.size(), operations.size(), [&] { return prepare(catalog, operation); }));
}

DocumentBatch::Step DocumentBatch::prepare(const CollectionCatalog& catalog, Operation operation) const {
  Step step{std::move(operation), nullptr, {}, nullptr};
  Operation& op = step.operation;
  step.collection = catalog.get(owner_, op.collection);
  const json::object& search = step.collection->schema.search;
  if (op.kind == Operation::Kind::remove) {
    require_document_id(op.id);
    if (index_ != nullptr && !search.empty())
      step.prepared = index_->prepare(owner_, op.collection, search, op.id, nullptr);
    return step;
  }
  if (op.id.empty()) op.id = make_ulid();
  require_document_id(op.id);
  if (op.blobs.size() > kMaxBlobs) throw Error{Code::limit, "A document names at most 256 blobs"};
  const json::object document = parse_object(op.json, "the document", kMaxBytes);
  step.row = step.collection->row_of(document);
  if (index_ != nullptr && !search.empty())
    step.prepared = index_->prepare(owner_, op.collection, search, op.id, &document);
  return step;
}

std::vector<Written> DocumentBatch::write(Write& write) const {
  std::vector<Written> written;
  written.reserve(steps_.size());
  for (const Step& step : steps_) {
    if (step.collection->is_superseded) throw Superseded{};
    written.push_back(named(written.size(), steps_.size(), [&] {
      const std::int64_t before = rev_of(write, step.collection->table, step.operation.id);
      require_rev(step.operation, before);
      return step.operation.kind == Operation::Kind::put ? put(write, step, before)
                                                         : remove(write, step, before);
    }));
  }
  return written;
}

Written DocumentBatch::put(Write& write, const Step& step, std::int64_t before) const {
  require_unique(write, step);
  std::int64_t rev = before + 1;
  // A document made again begins above what any removed one had, so an old if_rev never fits it.
  if (before == 0)
    write.query("select removed_rev from collections where collection = $1", {step.collection->id},
                [&](const Row& row) {
                  rev = row.integer(0) + 1;
                  return false;
                });
  std::vector<Value> values = {std::string_view{step.operation.id}, rev, std::string_view{step.row.audience},
                               std::string_view{step.row.groups}, std::string_view{step.operation.json}};
  const std::vector<Value> columns = views_of(step.row.values);
  values.insert(values.end(), columns.begin(), columns.end());
  write.run(step.collection->put_sql, values);
  hold_blobs(write, owner_, holder_of(step.operation), step.operation.blobs);
  if (step.prepared) index_->apply(write, *step.prepared);
  tell(write, step, rev);
  return {step.operation.id, rev};
}

Written DocumentBatch::remove(Write& write, const Step& step, std::int64_t before) const {
  if (before == 0) return {step.operation.id, 0};  // gone already is what was asked for
  write.run("delete from " + step.collection->table + " where id = $1",
            {std::string_view{step.operation.id}});
  write.run("update collections set removed_rev = $1 where collection = $2 and removed_rev < $3",
            {before, step.collection->id, before});
  hold_blobs(write, owner_, holder_of(step.operation), {});
  if (step.prepared) index_->apply(write, *step.prepared);
  tell(write, step, 0);
  return {step.operation.id, 0};
}

// The index would refuse it too; asked before, the answer can name the field and the other document.
void DocumentBatch::require_unique(Write& write, const Step& step) const {
  const auto& columns = step.collection->columns;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const ColumnValue& value = step.row.values[i];
    if (!columns[i].index.unique || value == absent(columns[i].index.type)) continue;
    std::string other;
    write.query("select id from " + step.collection->table + " where " + columns[i].name() + " = $1",
                views_of({value}), [&](const Row& row) {
                  other = row.text(0);
                  return false;
                });
    if (!other.empty() && other != step.operation.id)
      throw Error{Code::conflict, "The field " + columns[i].index.field + " must be unique, and '" + other +
                                      "' has the same value"};
  }
}

void DocumentBatch::tell(Write& write, const Step& step, std::int64_t rev) const {
  const json::object body{{"owner", owner_},
                          {"collection", step.operation.collection},
                          {"id", step.operation.id},
                          {"rev", rev},
                          {"removed", rev == 0}};
  write.append({"document.changed", owner_ + "/" + step.operation.collection + "/" + step.operation.id,
                to_text(json::value(body)), false});
}

}  // namespace patchbay::store
