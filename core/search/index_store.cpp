#include "core/search/index_store.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace patchbay::search {
namespace {

using store::Row;
using store::Session;
using store::Write;

struct Known {
  std::int64_t id = 0;  // 0 = not there
  std::int64_t terms = 0;
  std::string locale;
};

Known find_document(Session& session, std::int64_t index_no, const PreparedDocument& document) {
  Known known;
  session.query(
      "select id, terms, locale from search_doc where index_no = $1 and owner = $2 and collection = $3 and "
      "doc = $4",
      {index_no, std::string_view{document.owner}, std::string_view{document.collection},
       std::string_view{document.id}},
      [&](const Row& row) {
        known = {row.integer(0), row.integer(1), std::string{row.text(2)}};
        return false;
      });
  return known;
}

struct Place {
  std::int64_t seq = 0;
  std::int64_t number = 0;  // for a new document
};

// The next seq, and a number when one is needed.
Place advance(Write& write, std::int64_t index_no, bool needs_number) {
  Place place;
  std::int64_t next = 0, free = 0;
  write.query("select seq, next_doc, free from search_index where index_no = $1", {index_no},
              [&](const Row& row) {
                place.seq = row.integer(0) + 1;
                next = row.integer(1);
                free = row.integer(2);
                return false;
              });
  if (needs_number && free > 0) {
    write.query("select min(number) from search_free where index_no = $1", {index_no}, [&](const Row& row) {
      place.number = row.integer(0);
      return false;
    });
    write.run("delete from search_free where index_no = $1 and number = $2", {index_no, place.number});
    --free;
  } else if (needs_number) {
    place.number = next++;
  }
  write.run("update search_index set seq = $1, next_doc = $2, free = $3 where index_no = $4",
            {place.seq, next, free, index_no});
  return place;
}

void remove_document(Write& write, std::int64_t id, std::int64_t index_no, std::int64_t seq) {
  write.run("delete from search_doc where id = $1", {id});
  write.run("delete from search_text where id = $1", {id});
  write.run("delete from search_pending where id = $1", {id});
  write.run("insert into search_gone (index_no, seq, number) values ($1, $2, $3)",
            {index_no, seq, id & 0xFFFFFFFF});
}

void insert_document(Write& write, std::int64_t id, std::int64_t index_no, std::int64_t seq,
                     const PreparedDocument& document) {
  const DocumentFields& fields = document.fields;
  const std::string groups = join_groups(fields.groups);
  write.run(
      "insert into search_doc (id, index_no, seq, owner, collection, doc, kind, locale, audience, groups, "
      "url, title, weight, "
      "translations, title_words, body_words, terms) "
      "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
      {id, index_no, seq, std::string_view{document.owner}, std::string_view{document.collection},
       std::string_view{document.id}, std::string_view{fields.kind}, std::string_view{fields.locale},
       std::string_view{fields.audience}, std::string_view{groups}, std::string_view{fields.url},
       std::string_view{fields.title}, std::int64_t{prior_of(fields.weight)}, std::string_view{fields.group},
       document.title_words, document.body_words, static_cast<std::int64_t>(document.terms.hash)});
  write.run("insert into search_text (id, data) values ($1, $2)", {id, store::Bytes{document.sections}});
  write.run("insert into search_pending (id, seq, data) values ($1, $2, $3)",
            {id, seq, store::Bytes{document.terms.bytes}});
}

// The words are the same: votes, rights or a category changed.
void update_document(Write& write, std::int64_t id, std::int64_t seq, const PreparedDocument& document) {
  const DocumentFields& fields = document.fields;
  const std::string groups = join_groups(fields.groups);
  write.run(
      "update search_doc set seq = $1, kind = $2, audience = $3, groups = $4, url = $5, title = $6, weight = "
      "$7, "
      "translations = $8, title_words = $9, body_words = $10 where id = $11",
      {seq, std::string_view{fields.kind}, std::string_view{fields.audience}, std::string_view{groups},
       std::string_view{fields.url}, std::string_view{fields.title}, std::int64_t{prior_of(fields.weight)},
       std::string_view{fields.group}, document.title_words, document.body_words, id});
  write.run("update search_text set data = $1 where id = $2", {store::Bytes{document.sections}, id});
}

void write_into(Write& write, std::int64_t index_no, const PreparedDocument& document) {
  const Known known = find_document(write, index_no, document);
  if (known.id == 0 && !document.is_found) return;
  const bool same_words = known.id != 0 && document.is_found && known.locale == document.fields.locale &&
                          known.terms == static_cast<std::int64_t>(document.terms.hash);
  const Place place = advance(write, index_no, document.is_found && !same_words);
  if (same_words) return update_document(write, known.id, place.seq, document);
  if (known.id != 0) remove_document(write, known.id, index_no, place.seq);
  if (!document.is_found) return;
  insert_document(write, document_id(index_no, static_cast<DocNumber>(place.number)), index_no, place.seq,
                  document);
}

std::int64_t first_number(Session& session, std::string_view sql,
                          std::initializer_list<store::Value> values) {
  std::int64_t number = 0;
  session.query(sql, values, [&](const Row& row) {
    number = row.integer(0);
    return false;
  });
  return number;
}

}  // namespace

Indexes indexes_of(Session& session) {
  Indexes indexes;
  session.query("select live, building from search_state", {}, [&](const Row& row) {
    indexes = {row.integer(0), row.integer(1)};
    return false;
  });
  return indexes;
}

std::int64_t find_id(Session& session, std::int64_t index_no, std::string_view owner,
                     std::string_view collection, std::string_view doc) {
  return first_number(
      session,
      "select id from search_doc where index_no = $1 and owner = $2 and collection = $3 and doc = $4",
      {index_no, owner, collection, doc});
}

void write_document(Write& write, const PreparedDocument& document) {
  const Indexes indexes = indexes_of(write);
  write_into(write, indexes.live, document);
  if (indexes.building == 0) return;
  write_into(write, indexes.building, document);
  if (document.is_found) return;
  write.run(
      "insert into search_removed (index_no, owner, collection, doc) values ($1, $2, $3, $4) on conflict do "
      "nothing",
      {indexes.building, std::string_view{document.owner}, std::string_view{document.collection},
       std::string_view{document.id}});
}

bool write_rebuilt(Write& write, std::int64_t building, const PreparedDocument& document) {
  if (indexes_of(write).building != building) return false;
  if (!document.is_found || find_document(write, building, document).id != 0) return true;
  const std::int64_t removed =
      first_number(write,
                   "select count(*) from search_removed where index_no = $1 and owner = $2 and collection = "
                   "$3 and doc = $4",
                   {building, std::string_view{document.owner}, std::string_view{document.collection},
                    std::string_view{document.id}});
  if (removed == 0) write_into(write, building, document);
  return true;
}

std::int8_t prior_of(std::int64_t weight) noexcept {
  const double value = static_cast<double>(weight);
  return static_cast<std::int8_t>(std::lround(127.0 * value / (std::abs(value) + 20.0)));
}

std::vector<PendingDocument> pending_documents(Session& session, std::int64_t index_no, int limit) {
  std::vector<PendingDocument> out;
  session.query("select id, data from search_pending where id > $1 and id < $2 order by id limit $3",
                {document_id(index_no, 0), document_id(index_no + 1, 0), std::int64_t{limit}},
                [&](const Row& row) {
                  out.push_back({static_cast<DocNumber>(row.integer(0)), std::string{row.text(1)}});
                  return true;
                });
  return out;
}

std::int64_t count_pending(Session& session, std::int64_t index_no) {
  return first_number(session, "select count(*) from search_pending where id > $1 and id < $2",
                      {document_id(index_no, 0), document_id(index_no + 1, 0)});
}

std::int64_t begin_segment(Write& write, std::int64_t index_no) {
  return first_number(
      write,
      "insert into search_segment (index_no, complete, documents, bytes, row_count, first_length_entry, "
      "length_entries, directory) values ($1, 0, 0, 0, 0, 0, 0, '') returning id",
      {index_no});
}

void put_row(Write& write, std::int64_t segment, std::uint32_t row, std::string_view bytes) {
  write.run("insert into search_row (id, data) values ($1, $2)", {row_id(segment, row), store::Bytes{bytes}});
}

void complete_segment(Write& write, const FinishedSegment& finished) {
  if (finished.shape == nullptr) {
    write.run("delete from search_segment where id = $1", {finished.id});
  } else {
    const SegmentShape& shape = *finished.shape;
    const std::string directory = shape.directory.packed();
    write.run(
        "update search_segment set complete = 1, documents = $1, bytes = $2, row_count = $3, "
        "first_length_entry = $4, "
        "length_entries = $5, directory = $6 where id = $7",
        {finished.documents, static_cast<std::int64_t>(shape.bytes), std::int64_t{shape.rows},
         std::int64_t{shape.first_length_entry}, std::int64_t{shape.length_entries}, store::Bytes{directory},
         finished.id});
  }
  for (const PendingDocument& document : finished.folded) {
    write.run("delete from search_pending where id = $1", {document_id(finished.index_no, document.number)});
  }
  for (const auto& segment : finished.replaced) {
    write.run("update search_segment set complete = 0 where id = $1", {segment->id});
  }
  write.run("update search_index set seq = seq + 1, segments_seq = seq + 1 where index_no = $1",
            {finished.index_no});
}

std::int64_t free_numbers(Write& write, std::int64_t index_no, std::int64_t seq, int limit) {
  std::vector<std::pair<std::int64_t, std::int64_t>> gone;
  write.query("select seq, number from search_gone where index_no = $1 and seq <= $2 order by seq limit $3",
              {index_no, seq, std::int64_t{limit}}, [&](const Row& row) {
                gone.emplace_back(row.integer(0), row.integer(1));
                return true;
              });
  if (gone.empty()) return 0;
  for (const auto& [at, number] : gone) {
    write.run("insert into search_free (index_no, number) values ($1, $2)", {index_no, number});
  }
  write.run("delete from search_gone where index_no = $1 and seq <= $2", {index_no, gone.back().first});
  const auto count = static_cast<std::int64_t>(gone.size());
  write.run("update search_index set free = free + $1, trimmed = $2 where index_no = $3",
            {count, gone.back().first, index_no});
  return count;
}

namespace {

// Removes rows of a table whose ids lie in a range, at most `limit`.
std::int64_t remove_range(Write& write, const std::string& table, std::int64_t from, std::int64_t to,
                          std::int64_t limit) {
  return write.run("delete from " + table + " where id in (select id from " + table +
                       " where id >= $1 and id < $2 order by id limit $3)",
                   {from, to, limit});
}

std::int64_t sweep_segment(Write& write, std::int64_t limit) {
  const std::int64_t segment = first_number(write,
                                            "select id from search_segment where complete = 0 or index_no "
                                            "not in (select live from search_state union "
                                            "select building from search_state) order by id limit 1",
                                            {});
  if (segment == 0) return 0;
  const std::int64_t rows =
      remove_range(write, "search_row", row_id(segment, 0), row_id(segment + 1, 0), limit);
  if (rows < limit) write.run("delete from search_segment where id = $1", {segment});
  return rows + 1;
}

std::int64_t sweep_index(Write& write, std::int64_t limit) {
  const std::int64_t index_no = first_number(
      write,
      "select index_no from search_index where index_no not in (select live from search_state union "
      "select building from search_state) order by index_no limit 1",
      {});
  if (index_no == 0) return 0;
  const std::int64_t from = document_id(index_no, 0), to = document_id(index_no + 1, 0);
  for (const std::string table : {"search_doc", "search_text", "search_pending"}) {
    if (const std::int64_t rows = remove_range(write, table, from, to, limit); rows > 0) return rows;
  }
  for (const std::string table : {"search_gone", "search_free", "search_removed"}) {
    write.run("delete from " + table + " where index_no = $1", {index_no});
  }
  write.run("delete from search_index where index_no = $1", {index_no});
  return 1;
}

}  // namespace

bool sweep(Write& write, int limit) {
  return sweep_segment(write, limit) > 0 || sweep_index(write, limit) > 0;
}

bool has_leftovers(Session& session) {
  return first_number(session, "select count(*) from search_segment where complete = 0", {}) > 0 ||
         first_number(session, "select count(*) from search_index", {}) > 1 ||
         first_number(session, "select building from search_state", {}) != 0;
}

std::int64_t begin_building(Write& write) {
  const std::int64_t index_no = first_number(write, "select max(index_no) from search_index", {}) + 1;
  write.run(
      "insert into search_index (index_no, seq, next_doc, free, segments_seq, trimmed) values ($1, 0, 1, 0, "
      "0, 0)",
      {index_no});
  write.run("update search_state set building = $1", {index_no});
  return index_no;
}

bool finish_building(Write& write, std::int64_t building) {
  return write.run("update search_state set live = $1, building = 0 where building = $2",
                   {building, building}) == 1;
}

void give_up_building(Write& write, std::int64_t building) {
  write.run("update search_state set building = 0 where building = $1", {building});
}

}  // namespace patchbay::search
