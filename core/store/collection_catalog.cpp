#include "core/store/collection_catalog.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/store/sql_text.hpp"

namespace patchbay::store {
namespace {

constexpr int kSlice = 64;  // documents filled in one transaction

std::string default_of(FieldType type) {
  return type == FieldType::text ? "''" : std::to_string(kAbsentInteger);
}

std::string index_name(const std::string& table, const Column& column) {
  return table + "_" + column.name();
}

// A value that is absent is the type's lowest and may occur any number of times: there the id makes the
// difference.
void define_index(Write& write, const std::string& table, const Column& column) {
  const std::string name = index_name(table, column);
  if (!column.index.unique)
    return write.define("create index " + name + " on " + table + " (" + column.name() + ", id)");
  write.define("create unique index " + name + " on " + table + " (" + column.name() + ", (case when " +
               column.name() + " = " + default_of(column.index.type) + " then id else '' end))");
}

void define_table(Write& write, const std::string& table) {
  write.define(
      "create table " + table +
      " (id text primary key not null, rev bigint not null, audience text not null, groups text not null, "
      "json text not null)");
}

void add_column(Write& write, const std::string& table, const Column& column) {
  write.define("alter table " + table + " add column " + column.name() +
               (column.index.type == FieldType::text ? " text" : " bigint") + " not null default " +
               default_of(column.index.type));
}

std::vector<Column> read_columns(Session& session, std::int64_t collection) {
  std::vector<Column> columns;
  session.query(
      "select field, type, is_unique, col from collection_fields where collection = $1 order by col",
      {collection}, [&](const Row& row) {
        const FieldType type = row.text(1) == "integer" ? FieldType::integer : FieldType::text;
        columns.push_back({{std::string{row.text(0)}, type, row.integer(2) != 0}, row.integer(3)});
        return true;
      });
  return columns;
}

}  // namespace

CollectionCatalog::CollectionCatalog(Database& database, DocumentIndex* index)
    : database_{database}, index_{index} {
  load();
}

void CollectionCatalog::load() {
  database_.read([&](Session& session) {
    session.query("select collection, owner, name, schema, ready from collections", {}, [&](const Row& row) {
      const Name name{row.text(1), row.text(2)};
      collections_[name] =
          std::make_shared<Collection>(row.integer(0), name.first, name.second, std::string{row.text(3)},
                                       read_columns(session, row.integer(0)));
      ready_[name] = row.integer(4) != 0;
      return true;
    });
  });
}

CollectionPtr CollectionCatalog::find(std::string_view owner, std::string_view name) const {
  const std::shared_lock lock{mutex_};
  const auto found = collections_.find(Name{owner, name});
  return found == collections_.end() ? nullptr : found->second;
}

CollectionPtr CollectionCatalog::get(std::string_view owner, std::string_view name) const {
  if (CollectionPtr collection = find(owner, name)) return collection;
  throw Error{Code::not_found, "There is no collection '" + std::string{name} + "' of " + std::string{owner} +
                                   "; it is declared when the plugin starts"};
}

std::vector<CollectionPtr> CollectionCatalog::all() const {
  const std::shared_lock lock{mutex_};
  std::vector<CollectionPtr> all;
  for (const auto& [name, collection] : collections_) all.push_back(collection);
  return all;
}

void CollectionCatalog::put(CollectionPtr collection) {
  const std::lock_guard lock{mutex_};
  collections_[Name{collection->owner, collection->name}] = std::move(collection);
}

void CollectionCatalog::declare(std::string_view owner, std::string_view name, std::string_view schema_text) {
  require_name(owner, "the owner");
  require_name(name, "the collection");
  const std::lock_guard one_at_a_time{declaring_};
  const Name key{owner, name};
  const CollectionPtr before = find(owner, name);
  if (before && before->schema_text == schema_text && ready_[key]) return;
  const CollectionSchema schema = CollectionSchema::parse(schema_text);
  if (before && before->schema.version > schema.version)
    throw Error{Code::conflict, "The collection '" + std::string{name} + "' was declared with version " +
                                    std::to_string(before->schema.version) + ", now with " +
                                    std::to_string(schema.version) + ": an older plugin must not open it"};
  ready_[key] = false;
  const CollectionPtr collection = widen(key, schema, std::string{schema_text}, before);
  fill(collection, before ? before->schema.search : json::object{});
  database_.write("declare " + collection->name, [&](Write& write) {
    write.run("update collections set ready = 1 where collection = $1", {collection->id});
  });
  ready_[key] = true;
}

namespace {

// Brings the columns of a table from `before` to `wanted`; returns them with their numbers. `used` counts
// every column the table ever had: a dropped one stays behind unread, its number is not given again.
class Widening {
 public:
  Widening(Write& write, std::int64_t collection, std::string table, std::int64_t used)
      : write_{write}, collection_{collection}, table_{std::move(table)}, used_{used} {}

  std::vector<Column> run(const std::vector<Column>& before, const std::vector<DeclaredIndex>& wanted) {
    for (const Column& column : before)
      if (find(wanted, column.index) == nullptr) drop(column);
    std::vector<Column> columns;
    for (const DeclaredIndex& index : wanted) {
      const auto same = std::find_if(before.begin(), before.end(), [&](const Column& column) {
        return column.index.field == index.field && column.index.type == index.type;
      });
      columns.push_back(same == before.end() ? add(index) : keep(*same, index));
    }
    return columns;
  }
  std::int64_t used() const { return used_; }

 private:
  static const DeclaredIndex* find(const std::vector<DeclaredIndex>& list, const DeclaredIndex& index) {
    for (const DeclaredIndex& entry : list)
      if (entry.field == index.field && entry.type == index.type) return &entry;
    return nullptr;
  }

  void drop(const Column& column) {
    write_.define("drop index " + index_name(table_, column));
    write_.run("delete from collection_fields where collection = $1 and col = $2",
               {collection_, column.number});
  }

  Column add(const DeclaredIndex& index) {
    const Column column{index, ++used_};
    add_column(write_, table_, column);
    define_index(write_, table_, column);
    note(column);
    return column;
  }

  Column keep(const Column& column, const DeclaredIndex& index) {
    const Column kept{index, column.number};
    if (column.index.unique == index.unique) return kept;
    drop(column);
    define_index(write_, table_, kept);
    note(kept);
    return kept;
  }

  void note(const Column& column) {
    const std::string_view type = column.index.type == FieldType::text ? "text" : "integer";
    write_.run(
        "insert into collection_fields (collection, field, type, is_unique, col) values ($1, $2, $3, $4, $5)",
        {collection_, std::string_view{column.index.field}, type, std::int64_t{column.index.unique},
         column.number});
  }

  Write& write_;
  std::int64_t collection_;
  std::string table_;
  std::int64_t used_;
};

Collection::Row row_of(const Collection& collection, const std::string& id, const json::object& document) {
  try {
    return collection.row_of(document);
  } catch (const Error& error) {
    throw Error{error.code(), "The document '" + id + "' of '" + collection.name +
                                  "' does not fit its new schema: " + error.what()};
  }
}

// False when the document has changed meanwhile: whoever changed it filled its columns.
bool fill_one(Write& write, const Collection& collection, const std::string& id,
              const std::vector<ColumnValue>& values) {
  try {
    return write.run(collection.fill_sql, views_of(values)) == 1;
  } catch (const Error& error) {
    if (error.code() != Code::conflict) throw;
    throw Error{Code::conflict, "The document '" + id + "' of '" + collection.name +
                                    "' has the same value as another one in a field that is to be unique"};
  }
}

std::int64_t make_row(Write& write, const std::pair<std::string, std::string>& name) {
  std::int64_t id = 0;
  write.query(
      "insert into collections (owner, name, version, schema, ready, columns, removed_rev) "
      "values ($1, $2, 0, '', 0, 0, 0) returning collection",
      {std::string_view{name.first}, std::string_view{name.second}}, [&](const Row& row) {
        id = row.integer(0);
        return false;
      });
  define_table(write, "doc_" + std::to_string(id));
  return id;
}

std::int64_t columns_used(Write& write, std::int64_t collection) {
  std::int64_t used = 0;
  write.query("select columns from collections where collection = $1", {collection}, [&](const Row& row) {
    used = row.integer(0);
    return false;
  });
  return used;
}

}  // namespace

CollectionPtr CollectionCatalog::widen(const Name& name, const CollectionSchema& schema,
                                       const std::string& schema_text, const CollectionPtr& before) {
  CollectionPtr made;
  const auto work = [&](Write& write) {
    const std::int64_t id = before ? before->id : make_row(write, name);
    const std::string table = "doc_" + std::to_string(id);
    Widening widening{write, id, table, columns_used(write, id)};
    std::vector<Column> columns =
        widening.run(before ? before->columns : std::vector<Column>{}, schema.indexes);
    write.run(
        "update collections set version = $1, schema = $2, ready = 0, columns = $3 where collection = $4",
        {schema.version, std::string_view{schema_text}, widening.used(), id});
    // Until they are filled anew nobody sees them: an audience declared later must not leave old documents
    // public.
    if (before && (before->schema.audience != schema.audience || before->schema.groups != schema.groups))
      write.run("update " + table + " set audience = ''");
    made = std::make_shared<Collection>(id, name.first, name.second, schema_text, std::move(columns));
    if (before) before->is_superseded = true;
    write.after_commit([this, made] { put(made); });
  };
  try {
    database_.write("declare " + name.second, work);
  } catch (const Error& error) {
    if (before) before->is_superseded = false;
    if (error.code() == Code::conflict)
      throw Error{Code::conflict,
                  "The documents of '" + name.second + "' do not fit a unique index: " + error.what()};
    throw;
  }
  return made;
}

void CollectionCatalog::fill(const CollectionPtr& collection, const json::object& search_before) {
  struct Filled {
    Document document;
    std::vector<ColumnValue> values;
    std::unique_ptr<DocumentIndex::Prepared> prepared;
  };
  const json::object& search = collection->schema.search;
  const std::string next_sql =
      "select id, rev, json from " + collection->table + " where id > $1 order by id limit $2";
  for (std::string last;;) {
    std::vector<Filled> slice;
    database_.read([&](Session& session) {
      session.query(next_sql, {std::string_view{last}, std::int64_t{kSlice}}, [&](const Row& row) {
        slice.push_back({{std::string{row.text(0)}, row.integer(1), std::string{row.text(2)}}, {}, nullptr});
        return true;
      });
    });
    if (slice.empty()) return;
    for (Filled& filled : slice) {
      const json::object object = parse_object(filled.document.json, "the document " + filled.document.id);
      Collection::Row row = row_of(*collection, filled.document.id, object);
      filled.values = {std::move(row.audience), std::move(row.groups)};
      for (ColumnValue& value : row.values) filled.values.push_back(std::move(value));
      filled.values.emplace_back(filled.document.id);
      filled.values.emplace_back(filled.document.rev);
      if (index_ != nullptr)
        filled.prepared =
            index_->prepare(collection->owner, collection->name, search.empty() ? search_before : search,
                            filled.document.id, search.empty() ? nullptr : &object);
    }
    const auto work = [&](Write& write) {
      for (const Filled& filled : slice)
        if (fill_one(write, *collection, filled.document.id, filled.values) && filled.prepared)
          index_->apply(write, *filled.prepared);
    };
    database_.write("fill " + collection->name, work, Lane::bulk);
    last = slice.back().document.id;
  }
}

}  // namespace patchbay::store
