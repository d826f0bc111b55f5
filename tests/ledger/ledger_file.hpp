#pragma once
// What was sent and what was acknowledged, on a disk of its own, written before it is acted upon:
//   SENT <cmid> <sender> <n> <sha256 of the body>
//   ACK <cmid> <conversation> <id> <seq>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

namespace patchbay::ledger {

class LedgerFile {
 public:
  explicit LedgerFile(const std::string& path);
  ~LedgerFile();

  void write_synced(const std::string& line);  // returns when it is on disk; many callers share a sync
  void write(const std::string& line);         // on disk soon
  void sync();                                 // everything written so far

 private:
  void run();

  const int file_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::string waiting_;
  std::uint64_t written_ = 0, synced_ = 0;  // lines
  bool ends_ = false;
  std::thread thread_;
};

struct Sent {
  std::string sha, conversation, id;  // the last two once it is acknowledged
  int sender = 0;
  std::int64_t n = 0, seq = 0;
  bool acknowledged = false;
};

struct Ledger {
  std::unordered_map<std::string, Sent> by_cmid;
  std::int64_t acknowledged = 0;
};
Ledger read_ledger(const std::string& path);

}  // namespace patchbay::ledger
