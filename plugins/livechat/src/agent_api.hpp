#pragma once
// What agents ask: who waits, what is offered to me, take it, not me, give it to a colleague. openapi.json
// says it all.
#include "patchbay/request.hpp"
#include "reception.hpp"

namespace patchbay::livechat {

class AgentApi {
 public:
  AgentApi(Host host, Reception& reception) : host_{host}, reception_{reception} {}

  void queue(const Request& request) const;     // GET …/queue
  void offers(const Request& request) const;    // GET …/offers: mine
  void accept(const Request& request) const;    // POST …/offers/{conversation}/accept
  void decline(const Request& request) const;   // POST …/offers/{conversation}/decline
  void transfer(const Request& request) const;  // POST …/chats/{conversation}/transfer {"to","note"?}
  void duty(const Request& request) const;      // GET …/duty: who is there, how busy
  json::object queue_json() const;              // livechat.queue@1

 private:
  json::object place_json(const std::vector<Place>& places, const Place& place) const;

  Host host_;
  Reception& reception_;
};

}  // namespace patchbay::livechat
