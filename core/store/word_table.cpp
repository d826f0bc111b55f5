#include "core/store/word_table.hpp"

namespace patchbay::store {
namespace {

std::string quoted(const std::string& word) {
  std::string out = "\"";
  for (const char c : word)
    if (c != '"') out += c;
  return out + "\"";
}

std::string any_of(const WordQuery::Word& word) {
  std::string out;
  for (const std::string& one : word.any) out.append(out.empty() ? "" : " OR ").append(quoted(one));
  if (!word.prefix.empty()) out.append(out.empty() ? "" : " OR ").append(quoted(word.prefix)).append("*");
  return "(" + out + ")";
}

// FTS5's own language; everything but its operators stands in quotes.
std::string expression_of(const WordQuery& query) {
  std::string out;
  for (const WordQuery::Word& word : query.words) out.append(out.empty() ? "" : " AND ").append(any_of(word));
  if (query.none.empty()) return out;
  return "(" + out + ") NOT " + any_of({query.none, ""});
}

}  // namespace

void WordTable::put(Write& write, std::int64_t number, std::string_view words) const {
  remove(write, number);
  write.run("insert into " + name_ + " (rowid, words) values ($1, $2)", {number, words});
}

void WordTable::remove(Write& write, std::int64_t number) const {
  write.run("delete from " + name_ + " where rowid = $1", {number});
}

void WordTable::find(Session& session, const WordQuery& query, std::int64_t before,
                     const std::function<bool(std::int64_t number)>& each) const {
  if (query.words.empty()) return;
  const std::string expression = expression_of(query);
  session.query(
      "select rowid from " + name_ + " where " + name_ + " match $1 and rowid < $2 order by rowid desc",
      {expression, before}, [&](const Row& row) { return each(row.integer(0)); });
}

}  // namespace patchbay::store
