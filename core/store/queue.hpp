#pragma once
// What core/host delivers and runs, as rows: durable jobs, and durable subscriptions to the change log. Plain
// functions inside the caller's transaction; the host has the clock, the threads and the back-off.
//
// Jobs. Write::enqueue() makes one. lease_jobs() takes what is due; a leased one ends with complete_job(),
// goes back with retry_job(), or is put aside with park_job(). A lease names its owner and ends by itself at
// `until_ms`; whoever lost it gets false from these three and must forget the job. Two jobs of the same queue
// and `unique` never run at the same time.
//
// Events. subscribe() remembers how far a subscriber has read the log; a new one begins after the newest
// event. Then lease_deliveries() copies what matches into deliveries and hands out what is due, at most one
// of each key at a time: the next event of a key waits until the one before it is done or dropped, also while
// that one waits for its retry or is parked; other keys go on. Events without a key wait for nobody.
//
// A process that starts calls release_leases() first: it is the only one (DIR/lock), so what is leased is its
// predecessor's.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/database.hpp"

namespace patchbay::store {

inline constexpr std::int64_t kMaxAttempts = 20;
// How long to wait after this many failed attempts: 1 s, 2 s, 4 s … 5 min.
std::int64_t back_off_ms(std::int64_t attempts);

struct Lease {
  std::string_view owner;  // this process; later this node
  std::int64_t now_ms = 0;
  std::int64_t until_ms = 0;
};

struct Job {
  std::int64_t id = 0;
  std::string queue, unique, payload;
  std::int64_t attempt = 1;  // this one, from 1
};

// At most `limit`, of these queues, oldest due first.
std::vector<Job> lease_jobs(Write& write, std::span<const std::string> queues, int limit, const Lease& lease);
bool extend_job(Write& write, std::int64_t job, const Lease& lease);
bool complete_job(Write& write, std::int64_t job, std::string_view owner);
// Due again at `at_ms`. Where another of its `unique` waits by now, that one takes its place.
bool retry_job(Write& write, std::int64_t job, std::string_view owner, std::int64_t at_ms,
               std::string_view error);
bool park_job(Write& write, std::int64_t job, std::string_view owner, std::string_view error);
// When the next of these queues falls due (its lease ends, if it is leased); nullopt = nothing waits.
std::optional<std::int64_t> next_job_ms(Session& session, std::span<const std::string> queues);
std::int64_t count_jobs(Session& session, std::string_view queue);  // waiting and leased
// Every job of the queue, parked ones too: its instance is gone for good.
std::int64_t drop_jobs(Write& write, std::string_view queue);

struct Delivery {
  std::int64_t id = 0;
  std::int64_t subscription = 0;
  LoggedChange logged;
  std::int64_t attempt = 1;  // this one, from 1
};

struct Subscription {
  std::int64_t id = 0;
  std::string subscriber, pattern;
  std::int64_t cursor = 0;  // the last event looked at
};

// `pattern` is a topic or ends in '*' ("message.*"). The same subscriber and pattern give the same id and go
// on where it was.
std::int64_t subscribe(Write& write, std::string_view subscriber, std::string_view pattern);
// Ends the subscriptions of this subscriber that are not in `patterns`, with what they have not had.
void keep_subscriptions(Write& write, std::string_view subscriber, std::span<const std::string> patterns);
std::vector<Subscription> subscriptions(Session& session);
bool matches(std::string_view pattern, std::string_view topic) noexcept;

// At most `limit`, in the order of their events. Reads at most 1,000 events of the log; `more` is set when
// there is more to read or to hand out. Only events appended as durable.
std::vector<Delivery> lease_deliveries(Write& write, std::int64_t subscription, int limit, const Lease& lease,
                                       bool* more = nullptr);
bool extend_delivery(Write& write, std::int64_t delivery, const Lease& lease);
bool complete_delivery(Write& write, std::int64_t delivery, std::string_view owner);
bool retry_delivery(Write& write, std::int64_t delivery, std::string_view owner, std::int64_t at_ms,
                    std::string_view error);
bool park_delivery(Write& write, std::int64_t delivery, std::string_view owner, std::string_view error);
// When a delivery that waits for its retry, or whose lease ends, falls due; nullopt = none. New events come
// by on_commit().
std::optional<std::int64_t> next_delivery_ms(Session& session);

// What the operator sees: `patchbay event list --parked | retry ID | drop ID`. Ids are "e12" for events and
// "j7" for jobs.
struct ParkedItem {
  std::string id;
  std::string subscriber;  // or the job's queue
  std::string topic, key;  // of an event; a job's `unique` is its key
  std::string error;
  std::int64_t attempts = 0, at_ms = 0;
};
std::vector<ParkedItem> parked(Session& session);
// Error{not_found} where nothing of that id is parked. retry begins with attempt 1 and is due at once.
void retry_parked(Write& write, std::string_view id);
void drop_parked(Write& write, std::string_view id);

// Every lease is void: what was leased is due at once.
void release_leases(Write& write);

}  // namespace patchbay::store
