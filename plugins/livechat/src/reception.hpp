#pragma once
// Takes hand-offs into the queue, asks agents one after the other, follows what becomes of the conversations,
// and hands on what nobody here takes. The store holds all of it, so a host that ends at any moment goes on
// where it was. [any thread]
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "asks.hpp"
#include "floor.hpp"
#include "patchbay/host.hpp"
#include "queue_rules.hpp"
#include "queue_store.hpp"
#include "settings.hpp"

namespace patchbay::livechat {

class Reception {
 public:
  Reception(Host host, const Settings& settings);
  void open();  // from start(): takes up what was left

  // handoff.offer@1: into the queue, or declined and why.
  json::object offer(Ctx ctx, const json::object& handoff);
  // pathway.status@1
  json::object status(Ctx ctx);

  // An agent takes it, or says "not me". Failure{not_found} when nobody waits there, what the host says when
  // it refuses.
  json::object accept(Ctx ctx, std::string_view conversation);
  void decline(const std::string& agent, std::string_view conversation);

  // What became of a conversation; each may come twice, and late.
  void accepted(std::string_view conversation, const std::string& agent);
  void ended(std::string_view conversation, std::string_view handoff);
  void changed(std::string_view conversation);
  void forget(std::string_view contact);

  void tick();                                  // about once a second
  void settle();                                // decides and does what is due now
  void hand_on(std::string_view conversation);  // job: nobody here takes it

  // {"position","wait_seconds"} of a place.
  json::object outlook(const std::vector<Place>& places, const Place& place) const;
  const QueueStore& store() const { return store_; }
  Floor& floor() { return floor_; }
  const Settings& settings() const { return settings_; }

 private:
  void settle_once();
  bool carry_out(const Step& step);
  void tell_everybody();
  void tell_offer(const Place& place) const;
  bool is_asked_again(const Place& place) const;
  json::object declined(std::string_view why) const;
  std::optional<std::int64_t> expected_wait(std::string_view team, int position) const;

  Host host_;
  const Settings& settings_;
  QueueStore store_;
  Floor floor_;
  Rules rules_;
  std::atomic<bool> somebody_waits_{true}, settling_{false}, settle_again_{false};
  std::atomic<std::int64_t> next_look_{0};
  std::atomic<unsigned> ticks_{0};
  Metric offers_, missed_, accepted_, handed_on_, waiting_, waited_;

  struct Remembered {
    std::int64_t at = 0;
    json::object status;
  };
  std::mutex mutex_;                                           // guards remembered_
  std::map<std::string, Remembered, std::less<>> remembered_;  // status by inbox, for a second
};

}  // namespace patchbay::livechat
