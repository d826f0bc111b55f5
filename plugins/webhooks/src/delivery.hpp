#pragma once
// One event on its way to one endpoint: what is sent, how often it was tried, what came back. Plain values.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json.hpp"

namespace patchbay::webhooks {

struct Attempt {
  std::int64_t at = 0, took_ms = 0;
  int status = 0;    // HTTP; 0 = no answer
  std::string said;  // the beginning of the answer, or why there is none
};

enum class State { waiting, sending, delivered, dead };
std::string_view name_of(State state) noexcept;
State state_of(std::string_view name);  // throws std::invalid_argument

struct Delivery {
  std::string id;        // the document's: endpoint "." message
  std::string endpoint;  // its id, or "channel-NAME"
  std::string message;   // webhook-id: the same for every try and every replay
  std::string topic, body;
  std::string lane;  // those of one lane go one after the other; empty = of none
  State state = State::waiting;
  int failed = 0;  // tries of this round
  std::vector<Attempt> attempts;
  std::int64_t created = 0, next_at = 0, order = 0;
  std::int64_t rev = 0;
};

json::object to_document(const Delivery& delivery);
Delivery delivery_of(std::string_view id, std::int64_t rev, const json::object& document);
json::object to_json(const Delivery& delivery, bool whole);  // whole: with body and every attempt

// What came of a try. `kept` is the delivery as it is then; gone: the receiver wants nothing more (410).
struct Outcome {
  Delivery kept;
  bool success = false, gone = false;
};
struct Answer {
  int status = 0;  // 0 = none
  std::string said;
  std::int64_t took_ms = 0, retry_after_seconds = 0;
};
Outcome settle(Delivery delivery, const Answer& answer, std::int64_t now);

// Begins again: the next try is the first of a new round, the message keeps its id.
Delivery replayed(Delivery delivery, std::int64_t now);

// {"type","timestamp","data"} of Standard Webhooks.
std::string body_of(std::string_view topic, std::int64_t at, const json::value& data);

}  // namespace patchbay::webhooks
