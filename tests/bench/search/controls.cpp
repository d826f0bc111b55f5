#include "tests/bench/search/controls.hpp"

#include <sqlite3.h>

#include <stdexcept>

#ifdef PATCHBAY_XAPIAN
#include <xapian.h>
#endif

namespace patchbay::bench {
namespace {

class StockFts5 final : public Control {
 public:
  explicit StockFts5(const std::vector<CorpusArticle>& articles) {
    sqlite3_open(":memory:", &database_);
    execute(
        "create virtual table t using fts5(id unindexed, title, body, tokenize=\"unicode61 remove_diacritics "
        "2\")");
    execute("insert into t(t, rank) values('rank', 'bm25(0, 10.0, 1.0)')");
    execute("begin");
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(database_, "insert into t(id, title, body) values (?, ?, ?)", -1, &insert, nullptr);
    for (const CorpusArticle& article : articles) {
      bind(insert, 1, article.id);
      bind(insert, 2, article.title);
      bind(insert, 3, article.text);
      sqlite3_step(insert);
      sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    execute("commit");
    execute("insert into t(t) values('optimize')");
    sqlite3_prepare_v2(
        database_,
        "select id from t where t match ? and rank match 'bm25(0, 10.0, 1.0)' order by rank limit 10", -1,
        &select_, nullptr);
  }
  ~StockFts5() override {
    sqlite3_finalize(select_);
    sqlite3_close(database_);
  }

  std::vector<std::string> search(const std::string& text, const std::string&) override {
    std::string match, word;
    const auto close = [&] {
      if (word.empty()) return;
      match += (match.empty() ? "\"" : " OR \"") + word + "\"";
      word.clear();
    };
    for (const char c : text) {
      if (c == ' ')
        close();
      else if (c != '"')
        word += c;
    }
    // The last word is taken as one that may go on, as the index under test takes it.
    const bool goes_on = !word.empty();
    close();
    if (goes_on) match += "*";
    std::vector<std::string> ids;
    bind(select_, 1, match);
    while (sqlite3_step(select_) == SQLITE_ROW)
      ids.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(select_, 0)));
    sqlite3_reset(select_);
    return ids;
  }

 private:
  void execute(const char* sql) {
    char* error = nullptr;
    if (sqlite3_exec(database_, sql, nullptr, nullptr, &error) != SQLITE_OK) throw std::runtime_error{error};
  }
  static void bind(sqlite3_stmt* statement, int place, const std::string& text) {
    sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* select_ = nullptr;
};

#ifdef PATCHBAY_XAPIAN
class XapianControl final : public Control {
 public:
  XapianControl(const std::vector<CorpusArticle>& articles, const std::string& directory) {
    Xapian::WritableDatabase writer{directory, Xapian::DB_CREATE_OR_OVERWRITE};
    for (const CorpusArticle& article : articles) {
      Xapian::TermGenerator generator;
      if (article.locale == "en") generator.set_stemmer(Xapian::Stem{"en"});
      Xapian::Document document;
      generator.set_document(document);
      generator.index_text(article.title, 10);
      generator.increase_termpos();
      generator.index_text(article.text);
      document.set_data(article.id);
      writer.add_document(document);
    }
    writer.commit();
    writer.close();
    database_ = Xapian::Database{directory};
    enquire_ = std::make_unique<Xapian::Enquire>(database_);
  }

  std::vector<std::string> search(const std::string& text, const std::string& locale) override {
    Xapian::QueryParser parser;
    if (locale == "en") {
      parser.set_stemmer(Xapian::Stem{"en"});
      parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
    }
    parser.set_database(database_);
    enquire_->set_query(parser.parse_query(text, Xapian::QueryParser::FLAG_DEFAULT));
    std::vector<std::string> ids;
    const Xapian::MSet found = enquire_->get_mset(0, 10);
    for (auto i = found.begin(); i != found.end(); ++i) ids.push_back(i.get_document().get_data());
    return ids;
  }

 private:
  Xapian::Database database_;
  std::unique_ptr<Xapian::Enquire> enquire_;
};
#endif

}  // namespace

std::unique_ptr<Control> make_stock_fts5(const std::vector<CorpusArticle>& articles) {
  return std::make_unique<StockFts5>(articles);
}

std::unique_ptr<Control> make_xapian([[maybe_unused]] const std::vector<CorpusArticle>& articles,
                                     [[maybe_unused]] const std::string& directory) {
#ifdef PATCHBAY_XAPIAN
  return std::make_unique<XapianControl>(articles, directory);
#else
  return nullptr;
#endif
}

}  // namespace patchbay::bench
