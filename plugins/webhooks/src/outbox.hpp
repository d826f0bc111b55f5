#pragma once
// Sends what was stored: signed, one try after the other, each of them written down before and after. The
// documents say what is to be done; jobs only wake it up, so a host that ends in the middle of a try makes it
// again with the same id.
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "endpoints.hpp"
#include "patchbay/host.hpp"
#include "webhook_store.hpp"

namespace patchbay::webhooks {

// Where a delivery goes.
struct Target {
  std::string url;
  std::vector<std::string> secrets;
};

class Outbox {
 public:
  struct Settings {
    std::uint32_t timeout_ms = 10'000;
    int per_second = 10;  // tries of one endpoint
  };
  // What else wants to know how a delivery ended: a channel tells its conversation.
  using Ended = std::function<void(const Delivery&)>;

  Outbox(Host host, const WebhookStore& store, Endpoints& endpoints)
      : host_{host}, store_{store}, endpoints_{endpoints} {}
  // From start(). `channels`: targets of deliveries to "channel-NAME".
  void open(Settings settings, std::map<std::string, Target> channels, Ended ended);

  void add(const std::vector<Delivery>& deliveries);  // stored, then sent
  void send(std::string_view id);                     // job
  void replay(const Delivery& delivery);              // Failure{conflict} while it is being sent

 private:
  enum class Place { here, nowhere, off };
  Place target_of(const Delivery& delivery, Target& target) const;
  void take_up(Delivery delivery) const;
  void wake(const Delivery& delivery) const;
  bool is_turn_of(const Delivery& delivery) const;
  bool may_send(const std::string& endpoint);
  void begin(Delivery delivery, const Target& target);
  void answered(const std::string& id, std::int64_t began, const FetchAnswer& answer);
  void finish(const Delivery& delivery);
  void give_up(Delivery delivery, const std::string& why);

  Host host_;
  const WebhookStore& store_;
  Endpoints& endpoints_;
  Settings settings_;
  std::map<std::string, Target> channels_;  // const after open()
  Ended ended_;
  Metric sent_, failed_, dead_;

  std::mutex mutex_;                                                         // guards recent_
  std::map<std::string, std::pair<std::int64_t, int>, std::less<>> recent_;  // endpoint → second, tries in it
};

}  // namespace patchbay::webhooks
