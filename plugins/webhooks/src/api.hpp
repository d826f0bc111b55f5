#pragma once
// /api/v1/webhooks: endpoints, the log of deliveries, replay, and what channels bring. JSON in, JSON out;
// openapi.json says it all.
#include "channels.hpp"
#include "endpoints.hpp"
#include "outbox.hpp"
#include "patchbay/request.hpp"
#include "webhook_store.hpp"

namespace patchbay::webhooks {

class Api {
 public:
  Api(Host host, const WebhookStore& store, Endpoints& endpoints, Outbox& outbox, const Channels& channels)
      : host_{host}, store_{store}, endpoints_{endpoints}, outbox_{outbox}, channels_{channels} {}

  void list(const Request& request) const;     // GET …/endpoints
  void create(const Request& request) const;   // POST …/endpoints: the one answer with the secret
  void get(const Request& request) const;      // GET …/endpoints/{id}
  void change(const Request& request) const;   // PATCH
  void remove(const Request& request) const;   // DELETE
  void rotate(const Request& request) const;   // POST …/rotate: a new secret, the old one counts for a day
  void enable(const Request& request) const;   // POST …/enable
  void disable(const Request& request) const;  // POST …/disable
  void test(const Request& request) const;     // POST …/test
  void replay_endpoint(const Request& request) const;  // POST …/replay {"state"?,"since"?,"until"?}

  void deliveries(const Request& request) const;  // GET …/deliveries?endpoint=&state=&since=&cursor=&limit=
  void delivery(const Request& request) const;    // GET …/deliveries/{id}
  void replay(const Request& request) const;      // POST …/deliveries/{id}/replay

  void channels(const Request& request) const;  // GET …/channels
  void receive(const Request& request) const;  // POST …/inbox/{name}/messages: signed, or by an agent's token

  json::object log(const json::object& asked) const;        // webhooks.log@1
  json::object replay_by(const json::object& asked) const;  // webhooks.replay@1

 private:
  void require_sender(const Request& request, const Channel& channel) const;

  Host host_;
  const WebhookStore& store_;
  Endpoints& endpoints_;
  Outbox& outbox_;
  const Channels& channels_;
};

}  // namespace patchbay::webhooks
