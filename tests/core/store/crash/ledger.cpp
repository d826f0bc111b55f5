#include "tests/core/store/crash/ledger.hpp"

#include <fstream>
#include <sstream>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/store/blobs.hpp"
#include "core/store/documents.hpp"

namespace patchbay::store {
namespace {

class Checker {
 public:
  Checker(Database& database, const Ledger& ledger)
      : database_{database}, documents_{database, nullptr}, blobs_{database}, ledger_{ledger} {}

  Verdict run() {
    for (std::string cursor = "null";;) {
      const Found found = find("{\"limit\":500,\"cursor\":" + cursor + "}");
      for (const Document& document : found.items) check(document);
      if (found.next.empty()) break;
      cursor = "\"" + found.next + "\"";
    }
    for (const auto& [id, acknowledged] : ledger_.newest)
      if (!acknowledged.removed && !seen_.contains(id) && !removed_unacknowledged(id))
        add(verdict_.lost, id + " is missing");
    return std::move(verdict_);
  }

 private:
  Found find(const std::string& query) {
    return documents_.find(kOwner, kCollection, query, Visibility::all());
  }
  void add(std::int64_t& count, const std::string& what) {
    if (++count <= 5) verdict_.problems += what + "\n";
  }

  // The last request before the crash may have been a removal nobody was told of: then the log has it.
  bool removed_unacknowledged(const std::string& id) {
    if (removals_.empty()) read_removals();
    const auto found = removals_.find(id);
    if (found == removals_.end()) return false;
    ++verdict_.unacknowledged;
    return true;
  }
  void read_removals();

  void check(const Document& document) {
    ++verdict_.documents;
    seen_[document.id] = document.rev;
    const json::object object = parse_object(document.json);
    const std::int64_t n = integer_or(object, "n", -1);
    const std::string text = string_or(object, "text", ""), blob = string_or(object, "blob", "");
    if (sha256_hex(text + std::to_string(n)) != string_or(object, "sum", ""))
      add(verdict_.wrong, document.id + ": its sum differs");
    check_index(document, n);
    if (!blob.empty()) check_blob(document, blob);
    const auto found = ledger_.newest.find(document.id);
    const Acknowledged told = found == ledger_.newest.end() ? Acknowledged{} : found->second;
    if (document.rev > told.rev) {
      ++verdict_.unacknowledged;
    } else if (told.removed) {
      add(verdict_.lost, document.id + " was removed and is there");
    } else if (document.rev < told.rev) {
      add(verdict_.lost, document.id + " is at rev " + std::to_string(document.rev) + ", acknowledged was " +
                             std::to_string(told.rev));
    } else if (n != told.n) {
      add(verdict_.wrong, document.id + ": other content under the rev that was acknowledged");
    }
  }

  void check_index(const Document& document, std::int64_t n) {
    const Found found = find("{\"where\":[[\"/n\",\"eq\"," + std::to_string(n) + "]]}");
    if (found.items.size() != 1 || found.items[0].id != document.id)
      add(verdict_.wrong, document.id + ": its index differs");
  }

  void check_blob(const Document& document, const std::string& key) {
    std::string bytes;
    try {
      blobs_.get(kOwner, key, 0, 0, [&](std::string_view piece) {
        bytes += piece;
        return true;
      });
    } catch (const Error& error) {
      bytes = error.what();
    }
    if (bytes != blob_bytes(key)) add(verdict_.wrong, document.id + ": the blob " + key + " differs");
  }

  Database& database_;
  Documents documents_;
  Blobs blobs_;
  const Ledger& ledger_;
  Verdict verdict_;
  std::map<std::string, std::int64_t> seen_, removals_;
};

void Checker::read_removals() {
  database_.read([&](Session& session) {
    session.query("select max(event), key from changes where json like $1 group by key",
                  {std::string_view{"%\"removed\":true%"}}, [&](const Row& row) {
                    const std::string key{row.text(1)};
                    removals_[key.substr(key.rfind('/') + 1)] = row.integer(0);
                    return true;
                  });
    // A removal counts only when it is the newest change of its document.
    session.query("select max(event), key from changes group by key", {}, [&](const Row& row) {
      const std::string key{row.text(1)};
      const std::string id = key.substr(key.rfind('/') + 1);
      if (const auto found = removals_.find(id); found != removals_.end() && found->second != row.integer(0))
        removals_.erase(found);
      return true;
    });
  });
}

}  // namespace

std::string document_json(std::uint64_t n, std::size_t length, const std::string& blob) {
  std::string text;
  while (text.size() < length) text += std::to_string(n) + " ";
  return "{\"n\":" + std::to_string(n) + ",\"sum\":\"" + sha256_hex(text + std::to_string(n)) +
         "\",\"blob\":\"" + blob + "\",\"text\":\"" + text + "\"}";
}

std::string blob_bytes(std::string_view key) {
  std::string bytes;
  for (int i = 0; i < 50; ++i) bytes += sha256_hex(std::string{key} + std::to_string(i));
  return bytes;
}

Ledger read_ledger(const std::string& path) {
  Ledger ledger;
  std::ifstream file{path};
  for (std::string line;
       std::getline(file, line) && !file.eof();) {  // a last line without its end was never finished
    std::istringstream parts{line};
    std::string id;
    std::int64_t rev = 0, n = 0;
    parts >> id >> rev >> n;
    Acknowledged& newest = ledger.newest[id];
    newest = rev == 0 ? Acknowledged{newest.rev, newest.n, true} : Acknowledged{rev, n, false};
    ++ledger.lines;
  }
  return ledger;
}

Verdict check_store(const std::string& directory, const Ledger& ledger) {
  Options options;
  options.directory = directory;
  const auto database = Database::open(options);
  std::string damage;
  for (const std::string& problem : database->check(false)) damage += problem + "\n";
  Verdict verdict;
  try {
    verdict = Checker{*database, ledger}.run();
  } catch (const Error& error) {  // the collection itself is gone
    verdict.lost = static_cast<std::int64_t>(ledger.newest.size());
    verdict.problems = std::string{error.what()} + "\n";
  }
  if (!damage.empty()) ++verdict.wrong;
  verdict.problems += damage;
  return verdict;
}

}  // namespace patchbay::store
