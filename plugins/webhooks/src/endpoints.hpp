#pragma once
// Every endpoint there is: those of configuration and those made over the API, with how it goes for each.
// Held in memory, so that an event asks nobody; every change is in the store first. [any thread]
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "endpoint.hpp"
#include "webhook_store.hpp"

namespace patchbay::webhooks {

class Endpoints {
 public:
  explicit Endpoints(const WebhookStore& store) : store_{store} {}

  // From start(): `of_files` is what configuration says now.
  void open(std::vector<Endpoint> of_files);

  std::vector<Endpoint> all() const;
  std::optional<Endpoint> find(std::string_view id) const;
  std::vector<Endpoint> wanting(const Happened& happened) const;

  Endpoint add(Endpoint endpoint);  // gives it an id and, where it has none, a secret
  // `work` gets it as it is and may change it; whoever loses against another change sees it again.
  // Failure{not_found}.
  Endpoint change(std::string_view id, const std::function<void(Endpoint&)>& work);
  void remove(std::string_view id);  // Failure{conflict}: configuration owns it

  // What a delivery came to; an endpoint that fails for three days is switched off. True: it was just now.
  bool note_success(std::string_view id, std::int64_t now);
  bool note_failure(std::string_view id, std::int64_t now, bool gone);

 private:
  void keep(const Endpoint& endpoint);

  const WebhookStore& store_;
  mutable std::mutex mutex_;  // guards endpoints_
  std::map<std::string, Endpoint, std::less<>> endpoints_;
};

}  // namespace patchbay::webhooks
