#include "tests/ledger/check.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include "core/base/hash.hpp"

namespace patchbay::ledger {
namespace {

namespace fs = std::filesystem;

class Reader {
 public:
  explicit Reader(const std::string& file) {
    if (sqlite3_open_v2(file.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) throw std::runtime_error{"cannot open " + file};
  }
  ~Reader() { sqlite3_close(db_); }

  void each(const char* sql, const std::function<void(sqlite3_stmt*)>& row) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr) != SQLITE_OK)
      throw std::runtime_error{std::string{"store: "} + sqlite3_errmsg(db_)};
    int code = SQLITE_OK;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) row(statement);
    sqlite3_finalize(statement);
    if (code != SQLITE_DONE) throw std::runtime_error{std::string{"store: "} + sqlite3_errmsg(db_)};
  }

 private:
  sqlite3* db_ = nullptr;
};

std::string text(sqlite3_stmt* row, int column) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  return bytes ? std::string{bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column))} : std::string{};
}

struct Kept {
  std::string id, cmid, sha;
  bool by_the_system = false;
};
struct Conversation {
  std::string contact;
  std::map<std::int64_t, Kept> messages;  // by seq
};

class Check {
 public:
  Check(const std::string& file, const Ledger& ledger) : ledger_{ledger} {
    const Reader reader{file};
    reader.each("pragma integrity_check", [&](sqlite3_stmt* row) {
      if (text(row, 0) != "ok") add(verdict_.damaged, text(row, 0));
    });
    reader.each("select id, contact from conversations", [&](sqlite3_stmt* row) { conversations_[text(row, 0)].contact = text(row, 1); });
    reader.each("select conversation, seq, id, cmid, body, author_kind from messages", [&](sqlite3_stmt* row) {
      conversations_[text(row, 0)].messages[sqlite3_column_int64(row, 1)] = {text(row, 2), text(row, 3), sha256_hex(text(row, 4)),
                                                                              text(row, 5) == "system"};
      ++verdict_.rows;
    });
  }

  void acknowledged() {
    for (const auto& [cmid, sent] : ledger_.by_cmid) {
      if (!sent.acknowledged) continue;
      const Kept* kept = find(sent.conversation, sent.seq);
      if (!kept || kept->id != sent.id)
        add(verdict_.acked_missing, cmid + " was acknowledged as " + sent.id + ", seq " + std::to_string(sent.seq) + "; there is " +
                                        (kept ? kept->id : "nothing"));
      else if (kept->sha != sent.sha)
        add(verdict_.body_mismatch, cmid + " has another body");
    }
  }

  void kept() {
    std::unordered_map<std::string, int> times;  // by what was said: every client says nothing twice
    for (const auto& [name, conversation] : conversations_) {
      std::int64_t expected = 1;
      std::map<int, std::int64_t> newest;
      for (const auto& [seq, message] : conversation.messages) {
        if (seq != expected) add(verdict_.seq_gaps, name + ": seq " + std::to_string(seq) + " comes after " + std::to_string(expected - 1));
        expected = seq + 1;
        if (message.by_the_system) continue;
        if (++times[message.sha] > 1) add(verdict_.duplicates, message.cmid + " is kept again as " + message.id);
        const auto said = ledger_.by_cmid.find(message.cmid);
        if (said == ledger_.by_cmid.end()) {
          add(verdict_.body_mismatch, message.id + " was never said");
          continue;
        }
        if (said->second.sha != message.sha) add(verdict_.body_mismatch, message.cmid + " has another body");
        if (!said->second.acknowledged) ++verdict_.unacknowledged;
        std::int64_t& last = newest[said->second.sender];
        if (said->second.n < last) add(verdict_.out_of_order, message.cmid + ": " + std::to_string(said->second.n) + " comes after " + std::to_string(last));
        last = said->second.n;
      }
    }
    times_ = std::move(times);
  }

  void sent() {
    std::unordered_set<std::string> missed;
    for (const auto& [cmid, sent] : ledger_.by_cmid)
      if (!times_.contains(sent.sha) && missed.insert(sent.sha).second) add(verdict_.sent_missing, cmid + " is not there");
  }

  void shown(const Client& client) {
    verdict_.seq_gaps += client.transcript().gaps;
    for (const auto& [name, conversation] : conversations_) {
      if (!client.role().contact.empty() && conversation.contact != client.role().contact) continue;
      const auto found = client.transcript().conversations.find(name);
      static const std::vector<Shown> kNothing;
      compare(client, name, conversation, found == client.transcript().conversations.end() ? kNothing : found->second);
    }
    for (const auto& [name, shown] : client.transcript().conversations)
      if (!conversations_.contains(name)) add(verdict_.not_shown, "client " + std::to_string(client.role().number) + " was shown " + name + ", which nobody keeps");
  }

  Verdict verdict() { return std::move(verdict_); }

 private:
  void compare(const Client& client, const std::string& name, const Conversation& conversation, const std::vector<Shown>& shown) {
    std::size_t at = 0;
    for (const auto& [seq, kept] : conversation.messages) {
      while (at < shown.size() && shown[at].seq < seq) ++at;
      const std::string place = "client " + std::to_string(client.role().number) + ", " + name + ", seq " + std::to_string(seq);
      if (at == shown.size() || shown[at].seq != seq || shown[at].id != kept.id) add(verdict_.not_shown, place + " was not shown");
      else if (shown[at].sha != kept.sha) add(verdict_.body_mismatch, place + " was shown with another body");
    }
  }

  const Kept* find(const std::string& conversation, std::int64_t seq) const {
    const auto found = conversations_.find(conversation);
    if (found == conversations_.end()) return nullptr;
    const auto message = found->second.messages.find(seq);
    return message == found->second.messages.end() ? nullptr : &message->second;
  }

  void add(std::int64_t& count, const std::string& what) {
    if (++count <= 3) verdict_.problems += what + "\n";
  }

  const Ledger& ledger_;
  Verdict verdict_;
  std::map<std::string, Conversation> conversations_;
  std::unordered_map<std::string, int> times_;
};

}  // namespace

bool Verdict::is_clean() const {
  return acked_missing + duplicates + body_mismatch + seq_gaps + out_of_order + sent_missing + not_shown + damaged == 0;
}

Verdict& Verdict::operator+=(const Verdict& other) {
  acked_missing += other.acked_missing;
  duplicates += other.duplicates;
  body_mismatch += other.body_mismatch;
  seq_gaps += other.seq_gaps;
  out_of_order += other.out_of_order;
  sent_missing += other.sent_missing;
  not_shown += other.not_shown;
  damaged += other.damaged;
  rows += other.rows;
  unacknowledged += other.unacknowledged;
  problems += other.problems;
  return *this;
}

StoreCopy::StoreCopy(const std::string& data, const std::string& folder) : file_{folder + "/patchbay.db"} {
  fs::remove_all(folder);
  fs::create_directory(folder);
  for (const char* end : {"", "-wal"})
    if (fs::exists(data + "/patchbay.db" + end)) fs::copy_file(data + "/patchbay.db" + end, file_ + end);
}

void StoreCopy::forget_names(const std::string& data) {
  const Reader store{data + "/patchbay.db"};
  store.each("drop index messages_cmid", [](sqlite3_stmt*) {});
  store.each("create trigger forget after insert on messages begin update messages set sender = new.id where no = new.no; end",
             [](sqlite3_stmt*) {});
}

Verdict StoreCopy::check_acknowledged(const Ledger& ledger) const {
  Check check{file_, ledger};
  check.acknowledged();
  check.kept();
  return check.verdict();
}

Verdict StoreCopy::check_everything(const Ledger& ledger, const std::vector<const Client*>& clients) const {
  Check check{file_, ledger};
  check.acknowledged();
  check.kept();
  check.sent();
  for (const Client* client : clients) check.shown(*client);
  return check.verdict();
}

}  // namespace patchbay::ledger
