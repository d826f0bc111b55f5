#pragma once
// Transport of the account pages and of the letter on the contact page. Everything works without JavaScript.
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "routes.hpp"

namespace patchbay::portal {

// How many letters an address may send without an account: 5 an hour. [any thread]
class LetterBox {
 public:
  bool takes(const std::string& address, std::int64_t now_ms);

 private:
  std::mutex mutex_;
  std::map<std::string, std::deque<std::int64_t>> sent_;  // by address, the last hour's; bounded
};

void talks(const Portal& portal, const Request& request);
void talk(const Portal& portal, const Request& request);
void send_reply(const Portal& portal, const Request& request);
void ask_for_person(const Portal& portal, const Request& request);
void send_letter(const Portal& portal, LetterBox& box, const Request& request);

}  // namespace patchbay::portal
