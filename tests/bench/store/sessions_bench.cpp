// Poco::Data's SQLite sessions beside raw handles and beside the store's own connection, alternately, in one
// process: rows a second at 16 rows per commit (WAL, synchronous=FULL), documents a second as the store
// writes them (read the rev, put the row, append a change and read its place; 16 per commit), single reads by
// key, and pages of 50 rows.
//   bench_sessions [folder] [rounds]
#include <Poco/Data/Extraction.h>
#include <Poco/Data/RecordSet.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/store/sqlite_connection.hpp"

namespace {

using Clock = std::chrono::steady_clock;
namespace keywords = Poco::Data::Keywords;

constexpr int kCommits = 200, kRowsPerCommit = 16, kGets = 20'000, kPages = 400, kPageRows = 50;
constexpr const char* kMake =
    "create table rows (id text primary key not null, rev bigint not null, json text not null)";
constexpr const char* kMakeLog =
    "create table log (event integer primary key autoincrement, at_ms bigint not null, topic text not null, "
    "key text not null, json text not null, durable bigint not null)";
const std::string kRev = "select rev from rows where id = $1";
const std::string kAppend =
    "insert into log (at_ms, topic, key, json, durable) values ($1, $2, $3, $4, $5) returning event";
const std::string kTopic = "document.changed",
                  kChange =
                      R"({"owner":"kb","collection":"articles","id":"document-1","rev":1,"removed":false})";
const std::string kPut =
    "insert into rows (id, rev, json) values ($1, $2, $3) on conflict (id) do update set "
    "rev = excluded.rev, json = excluded.json";
const std::string kGet = "select id, rev, json from rows where id = $1";
const std::string kPage = "select id, rev, json from rows where id > $1 order by id limit 50";
const std::string kBody(600, 'x');

double per_second(int count, Clock::time_point began) {
  return count / std::chrono::duration<double>(Clock::now() - began).count();
}
std::string id_of(int i) {
  return "document-" + std::to_string(1'000'000 + i * 7919 % 50'000);
}
volatile std::size_t g_sink = 0;

struct Raw {
  explicit Raw(const std::string& file) {
    sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                    nullptr);
    sqlite3_exec(db, "pragma journal_mode=wal; pragma synchronous=full", nullptr, nullptr, nullptr);
    sqlite3_exec(db, kMake, nullptr, nullptr, nullptr);
    sqlite3_exec(db, kMakeLog, nullptr, nullptr, nullptr);
    sqlite3_prepare_v2(db, kPut.c_str(), -1, &put, nullptr);
    sqlite3_prepare_v2(db, kGet.c_str(), -1, &get, nullptr);
    sqlite3_prepare_v2(db, kRev.c_str(), -1, &rev, nullptr);
    sqlite3_prepare_v2(db, kAppend.c_str(), -1, &append, nullptr);
    sqlite3_prepare_v2(db, kPage.c_str(), -1, &page, nullptr);
  }
  void write(int i) {
    const std::string id = id_of(i);
    sqlite3_bind_text(put, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
    sqlite3_bind_int64(put, 2, i);
    sqlite3_bind_text(put, 3, kBody.data(), static_cast<int>(kBody.size()), SQLITE_STATIC);
    sqlite3_step(put);
    sqlite3_reset(put);
  }
  void commit(int first) {
    sqlite3_exec(db, "begin immediate", nullptr, nullptr, nullptr);
    for (int i = 0; i < kRowsPerCommit; ++i) write(first + i);
    sqlite3_exec(db, "commit", nullptr, nullptr, nullptr);
  }
  void documents(int first) {
    sqlite3_exec(db, "begin immediate", nullptr, nullptr, nullptr);
    for (int i = 0; i < kRowsPerCommit; ++i) {
      read(rev, first + i);
      write(first + i);
      const std::string key = "kb/articles/" + id_of(first + i);
      sqlite3_bind_int64(append, 1, i);
      sqlite3_bind_text(append, 2, kTopic.data(), static_cast<int>(kTopic.size()), SQLITE_STATIC);
      sqlite3_bind_text(append, 3, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
      sqlite3_bind_text(append, 4, kChange.data(), static_cast<int>(kChange.size()), SQLITE_STATIC);
      sqlite3_bind_int64(append, 5, 0);
      while (sqlite3_step(append) == SQLITE_ROW)
        g_sink = g_sink + static_cast<std::size_t>(sqlite3_column_int64(append, 0));
      sqlite3_reset(append);
    }
    sqlite3_exec(db, "commit", nullptr, nullptr, nullptr);
  }
  void read(sqlite3_stmt* statement, int i) {
    const std::string id = id_of(i);
    sqlite3_bind_text(statement, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW) {
      if (statement == rev) {
        g_sink = g_sink + static_cast<std::size_t>(sqlite3_column_int64(statement, 0));
        continue;
      }
      sqlite3_column_text(statement, 0);
      sqlite3_column_int64(statement, 1);
      g_sink = g_sink + (sqlite3_column_text(statement, 2) != nullptr
                             ? static_cast<std::size_t>(sqlite3_column_bytes(statement, 2))
                             : 0);
    }
    sqlite3_reset(statement);
  }
  void one(int i) { read(get, i); }
  void many(int i) { read(page, i); }
  sqlite3* db = nullptr;
  sqlite3_stmt *put = nullptr, *get = nullptr, *page = nullptr, *rev = nullptr, *append = nullptr;
};

struct Poco_ {
  explicit Poco_(const std::string& file) : session{"SQLite", file} {
    session << "pragma journal_mode=wal", keywords::now;
    session << "pragma synchronous=full", keywords::now;
    session << std::string{kMake}, keywords::now;
    session << std::string{kMakeLog}, keywords::now;
    rev_of = std::make_unique<Poco::Data::Statement>(session);
    *rev_of << kRev, keywords::use(id), keywords::into(got_rev);
    append = std::make_unique<Poco::Data::Statement>(session);
    *append << kAppend, keywords::use(rev), keywords::useRef(topic), keywords::use(key),
        keywords::useRef(change), keywords::use(durable), keywords::into(event);
    put = std::make_unique<Poco::Data::Statement>(session);
    *put << kPut, keywords::use(id), keywords::use(rev), keywords::useRef(body);
    get = std::make_unique<Poco::Data::Statement>(session);
    *get << kGet, keywords::use(id), keywords::into(got_id), keywords::into(got_rev),
        keywords::into(got_body);
    page = std::make_unique<Poco::Data::Statement>(session);
    *page << kPage, keywords::use(id), keywords::into(ids), keywords::into(revs), keywords::into(bodies);
  }
  void commit(int first) {
    session.begin();
    for (int i = 0; i < kRowsPerCommit; ++i) {
      id = id_of(first + i);
      rev = first + i;
      put->execute();
    }
    session.commit();
  }
  void documents(int first) {
    session.begin();
    for (int i = 0; i < kRowsPerCommit; ++i) {
      id = id_of(first + i);
      rev_of->execute();
      rev = first + i;
      put->execute();
      key = "kb/articles/" + id;
      append->execute();
      g_sink = g_sink + static_cast<std::size_t>(event);
    }
    session.commit();
  }
  void one(int i) {
    id = id_of(i);
    get->execute();
    g_sink = g_sink + got_body.size();
  }
  void many(int i) {
    id = id_of(i);
    ids.clear(), revs.clear(), bodies.clear();
    page->execute();
    for (const std::string& text : bodies) g_sink = g_sink + text.size();
  }
  Poco::Data::Session session;
  std::string id, body = kBody, got_id, got_body;
  std::string topic = kTopic, change = kChange, key;
  Poco::Int64 rev = 0, got_rev = 0, durable = 0, event = 0;
  std::vector<std::string> ids, bodies;
  std::vector<Poco::Int64> revs;
  std::unique_ptr<Poco::Data::Statement> put, get, page, rev_of, append;
};

struct Own {
  explicit Own(const std::string& file)
      : connection{patchbay::store::open_sqlite(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, 2048),
                   none} {
    sqlite3_exec(connection.handle(),
                 "pragma journal_mode=wal; pragma synchronous=full; pragma wal_autocheckpoint=1000", nullptr,
                 nullptr, nullptr);
    connection.define(kMake);
    connection.define(kMakeLog);
  }
  void documents(int first) {
    connection.begin_write();
    for (int i = 0; i < kRowsPerCommit; ++i) {
      const std::string id = id_of(first + i);
      connection.query(kRev, {std::string_view{id}}, [](const patchbay::store::Row& row) {
        g_sink = g_sink + static_cast<std::size_t>(row.integer(0));
        return true;
      });
      connection.run(kPut, {std::string_view{id}, std::int64_t{first + i}, std::string_view{kBody}});
      const std::string key = "kb/articles/" + id;
      connection.query(kAppend,
                       {std::int64_t{i}, std::string_view{kTopic}, std::string_view{key},
                        std::string_view{kChange}, std::int64_t{0}},
                       [](const patchbay::store::Row& row) {
                         g_sink = g_sink + static_cast<std::size_t>(row.integer(0));
                         return true;
                       });
    }
    connection.commit();
  }
  void commit(int first) {
    connection.begin_write();
    for (int i = 0; i < kRowsPerCommit; ++i) {
      const std::string id = id_of(first + i);
      connection.run(kPut, {std::string_view{id}, std::int64_t{first + i}, std::string_view{kBody}});
    }
    connection.commit();
  }
  void read(const std::string& sql, int i) {
    const std::string id = id_of(i);
    connection.query(sql, {std::string_view{id}}, [](const patchbay::store::Row& row) {
      g_sink = g_sink + row.text(0).size() + static_cast<std::size_t>(row.integer(1)) + row.text(2).size();
      return true;
    });
  }
  void one(int i) { read(kGet, i); }
  void many(int i) { read(kPage, i); }
  std::atomic<int> none{0};
  patchbay::store::SqliteConnection connection;
};

std::map<std::string, std::vector<double>> g_results;

template <typename Side>
void measure(const std::string& name, Side& side, int round) {
  auto began = Clock::now();
  for (int i = 0; i < kCommits; ++i) side.commit((round * kCommits + i) * kRowsPerCommit);
  g_results["1 rows/s written, 16 a commit  " + name].push_back(per_second(kCommits * kRowsPerCommit, began));
  began = Clock::now();
  for (int i = 0; i < kCommits; ++i) side.documents((round * kCommits + i) * kRowsPerCommit);
  g_results["2 documents/s, 16 a commit     " + name].push_back(per_second(kCommits * kRowsPerCommit, began));
  began = Clock::now();
  for (int i = 0; i < kGets; ++i) side.one(i);
  g_results["3 reads/s of one row           " + name].push_back(per_second(kGets, began));
  began = Clock::now();
  for (int i = 0; i < kPages; ++i) side.many(i);
  g_results["4 rows/s read in pages of 50   " + name].push_back(per_second(kPages * kPageRows, began));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "/tmp/bench-sessions";
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 9;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  Poco::Data::SQLite::Connector::registerConnector();
  {
    Raw raw{folder + "/raw.db"};
    Poco_ poco{folder + "/poco.db"};
    Own own{folder + "/own.db"};
    for (int round = 0; round < rounds; ++round) {
      measure("raw", raw, round);
      measure("Poco::Data", poco, round);
      measure("store's connection", own, round);
    }
  }
  for (auto& [name, values] : g_results) {
    std::sort(values.begin(), values.end());
    std::printf("%s  median %9.0f   (%.0f ... %.0f)\n", name.c_str() + 2, values[values.size() / 2],
                values.front(), values.back());
  }
  std::filesystem::remove_all(folder);
}
