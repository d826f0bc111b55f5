#include "tests/ledger/ledger_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

namespace patchbay::ledger {

LedgerFile::LedgerFile(const std::string& path)
    : file_{::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600)}, thread_{[this] { run(); }} {}

LedgerFile::~LedgerFile() {
  {
    const std::lock_guard lock{mutex_};
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
  ::close(file_);
}

void LedgerFile::write(const std::string& line) {
  {
    const std::lock_guard lock{mutex_};
    waiting_ += line + "\n";
    ++written_;
  }
  changed_.notify_all();
}

void LedgerFile::write_synced(const std::string& line) {
  std::unique_lock lock{mutex_};
  waiting_ += line + "\n";
  const std::uint64_t mine = ++written_;
  changed_.notify_all();
  changed_.wait(lock, [&] { return synced_ >= mine; });
}

void LedgerFile::sync() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return synced_ == written_; });
}

void LedgerFile::run() {
  std::unique_lock lock{mutex_};
  for (;;) {
    changed_.wait(lock, [&] { return ends_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::string lines = std::exchange(waiting_, {});
    const std::uint64_t last = written_;
    lock.unlock();
    // A ledger that cannot be kept proves nothing.
    if (::write(file_, lines.data(), lines.size()) != static_cast<ssize_t>(lines.size()) || ::fdatasync(file_) != 0) std::abort();
    lock.lock();
    synced_ = last;
    changed_.notify_all();
  }
}

Ledger read_ledger(const std::string& path) {
  Ledger ledger;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    std::istringstream parts{line};
    std::string what, cmid;
    parts >> what >> cmid;
    Sent& sent = ledger.by_cmid[cmid];
    if (what == "SENT") {
      parts >> sent.sender >> sent.n >> sent.sha;
    } else {
      ledger.acknowledged += sent.acknowledged ? 0 : 1;
      sent.acknowledged = true;
      parts >> sent.conversation >> sent.id >> sent.seq;
    }
  }
  return ledger;
}

}  // namespace patchbay::ledger
