#include "core/search/question_log.hpp"

#include <algorithm>
#include <set>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace patchbay::search {
namespace {

constexpr std::size_t kLongestText = 200;
constexpr std::int64_t kMostRows = 20'000;
constexpr std::int64_t kPruneEvery = 512;

// Drops what was asked once or twice long ago; the rest of the rows stay.
void prune(store::Write& write) {
  std::int64_t rows = 0;
  write.query("select count(*) from search_asked", {}, [&](const store::Row& row) {
    rows = row.integer(0);
    return false;
  });
  if (rows <= kMostRows) return;
  std::int64_t before = 0;
  write.query("select last_ms from search_asked order by last_ms limit 1 offset $1",
              {rows - kMostRows * 9 / 10}, [&](const store::Row& row) {
                before = row.integer(0);
                return false;
              });
  write.run("delete from search_asked where last_ms < $1", {before});
}

}  // namespace

bool is_impersonal(std::string_view text) noexcept {
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '@') return false;
    if (c >= '0' && c <= '9') {
      if (++digits > 6) return false;
    } else if (c != ' ' && c != '-' && c != '.' && c != '/' && c != '(' && c != ')') {
      digits = 0;
    }
  }
  return true;
}

void QuestionLog::record(Analyser& analyser, std::string_view text, std::string_view locale,
                         std::int64_t hits) {
  const std::string shown = cut_utf8(to_valid_utf8(trim(text)), kLongestText);
  if (!is_impersonal(shown)) return;
  std::set<std::string> terms;
  analyser.forget_if_full();
  analyser.each(shown, locale, [&](const Occurrence& word) {
    if (word.kind != Token::Kind::whole) terms.insert(word.form.term);
  });
  if (terms.empty()) return;
  std::string form;
  for (const std::string& term : terms) form += (form.empty() ? "" : " ") + term;
  const std::string_view language = language_of(locale).code;
  const std::string place{language.empty() ? locale.substr(0, 35) : language};
  const bool prunes = ++recorded_ % kPruneEvery == 0;
  const std::int64_t now = SystemClock{}.now_ms();
  const auto work = [=](store::Write& write) {
    write.run(
        "insert into search_asked (locale, form, text, asked, empty, last_ms) values ($1, $2, $3, 1, $4, $5) "
        "on conflict (locale, form) do update set text = excluded.text, asked = search_asked.asked + 1, "
        "empty = search_asked.empty + excluded.empty, last_ms = excluded.last_ms",
        {std::string_view{place}, std::string_view{form}, std::string_view{shown},
         std::int64_t{hits == 0 ? 1 : 0}, now});
    if (prunes) prune(write);
  };
  try {
    database_.write_later(
        "search questions", work, [](const std::exception_ptr&) {}, store::Lane::bulk);
  } catch (const Error&) {
    // A counter is not worth a failed search: the queue is full or the store is closing.
  }
}

std::vector<Index::Gap> QuestionLog::gaps(int limit) {
  std::vector<Index::Gap> out;
  database_.read([&](store::Session& session) {
    session.query(
        "select text, locale, asked, empty from search_asked where empty > 0 order by empty desc, asked "
        "desc, form, locale limit $1",
        {std::int64_t{std::clamp(limit, 1, 1000)}}, [&](const store::Row& row) {
          out.push_back({std::string{row.text(0)}, std::string{row.text(1)}, row.integer(2), row.integer(3)});
          return true;
        });
  });
  return out;
}

}  // namespace patchbay::search
