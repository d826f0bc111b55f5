#pragma once
// An honest client over /ws/v1: signs in, resumes where it was, keeps what it wants to say until that is acknowledged, and
// notes every message it is shown. One thread of its own.
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "core/base/json.hpp"
#include "tests/core/gateway/ws_client.hpp"
#include "tests/ledger/ledger_file.hpp"

namespace patchbay::ledger {

// What a client was shown of one conversation, in order of arrival; what it had already is dropped, as clients do.
struct Shown {
  std::int64_t seq = 0;
  std::string id, cmid, sha;
};
struct Transcript {
  std::map<std::string, std::vector<Shown>> conversations;
  std::int64_t gaps = 0, repeated = 0;
};

struct Role {
  int number = 0;              // of the client; the sender in the ledger
  std::string token, contact;  // contact: whose conversations it may see; empty = an agent, all
  bool writes = true;
  // Whose conversation an agent writes to, once there is one.
  std::shared_ptr<std::atomic<std::shared_ptr<const std::string>>> conversation;
};

class Client {
 public:
  Client(const std::string& address, Role role, LedgerFile& ledger, unsigned seed);
  ~Client();

  void drain();              // sends nothing new; what waits is sent until it is acknowledged
  bool is_drained() const;   // nothing waits
  bool is_connected() const;
  void finish();             // connects once more if it must, resumes to the end, and stops

  const Role& role() const { return role_; }
  const Transcript& transcript() const { return transcript_; }  // after finish()
  std::int64_t errors() const { return errors_; }
  const std::string& last_error() const { return last_error_; }

 private:
  struct Waiting {
    std::string cmid, body, conversation;
    std::int64_t n = 0;
  };
  void run();
  bool sign_in();
  bool catch_up();  // returns after everything that was committed before has come; false when cut
  bool take_one();
  void take_message(const json::object& frame);
  void say_more();
  void send(const Waiting& waiting);

  const std::string address_;
  const Role role_;
  LedgerFile& ledger_;
  std::mt19937_64 random_;
  std::unique_ptr<gateway::WsClient> socket_;
  std::deque<Waiting> outbox_;
  std::int64_t said_ = 0, event_ = 0;
  Transcript transcript_;
  std::int64_t errors_ = 0;
  std::string last_error_;
  bool marked_ = false;  // "resumed" or "subscribed" came
  std::atomic<bool> draining_ = false, finishing_ = false, connected_ = false, empty_ = true;
  std::thread thread_;
};

}  // namespace patchbay::ledger
