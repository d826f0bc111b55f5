#pragma once
// The documents of this plugin, and nothing else: endpoints, and deliveries with their attempts. Any thread.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delivery.hpp"
#include "endpoint.hpp"
#include "patchbay/host.hpp"

namespace patchbay::webhooks {

// Which deliveries; empty members do not filter.
struct Wanted {
  std::string endpoint, state;
  std::int64_t since = 0, until = 0;  // created in [since, until); 0 = open
  std::string cursor;
  int limit = 50;
};

struct DeliveryPage {
  std::vector<Delivery> items;
  std::string next;
};

class WebhookStore {
 public:
  explicit WebhookStore(Host host) : host_{host} {}

  // Names and schemas, for start().
  static std::vector<std::pair<std::string, std::string>> collections();

  std::vector<Endpoint> endpoints() const;  // also what is kept of those in configuration
  Endpoint put(Endpoint endpoint) const;    // with its new rev; Failure{conflict}
  void remove_endpoint(std::string_view id) const;

  std::optional<Delivery> delivery(std::string_view id) const;
  bool put(const Delivery& delivery) const;  // rev 0: must be new; false: somebody else was faster
  // Those of one event; what is there already stays as it is.
  void add(const std::vector<Delivery>& deliveries) const;
  DeliveryPage find(const Wanted& wanted) const;                       // newest first
  std::vector<Delivery> open_ones() const;                             // waiting or sending
  std::optional<Delivery> first_of_lane(std::string_view lane) const;  // the oldest that is open
  int remove_before(std::int64_t created) const;                       // those that are done; how many

 private:
  Host host_;
};

}  // namespace patchbay::webhooks
