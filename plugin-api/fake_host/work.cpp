// Timers, jobs, answers from outside, metrics and workers of the fake host.
#include <algorithm>

#include "state.hpp"

namespace patchbay {

using State = FakeHost::State;

namespace fake {
namespace {

pbay_status timer(const pbay_host* host, std::uint64_t tag, std::uint64_t first_ms,
                  std::uint64_t period_ms) noexcept {
  return enter(host, "jobs.timer", nullptr, [&](State& state) {
    const auto lock = state.locked();
    if (first_ms == ~std::uint64_t{0}) {
      state.timers.erase(tag);
    } else {
      state.timers[tag] = {state.now_ms + first_ms, period_ms};
    }
  });
}

pbay_status enqueue(const pbay_host* host, pbay_ctx ctx, pbay_str queue, pbay_str unique, pbay_str payload,
                    std::uint64_t not_before_ms, pbay_error* error) noexcept {
  return enter(host, "jobs.enqueue", error, [&](State& state) {
    state.actor(ctx);
    FakeJob job{state.text(queue, "queue"),
                state.text(unique, "unique"),
                state.text(payload, "payload"),
                not_before_ms,
                1,
                0};
    const auto lock = state.locked();
    const bool waits =
        !job.unique.empty() && std::any_of(state.jobs.begin(), state.jobs.end(), [&](const FakeJob& other) {
          return other.queue == job.queue && other.unique == job.unique;
        });
    job.id = state.next_id();
    if (!waits) state.jobs.push_back(std::move(job));
  });
}

pbay_status done(const pbay_host* host, pbay_id job, pbay_status status, std::uint32_t retry_ms) noexcept {
  return enter(host, "jobs.done", nullptr, [&](State& state) {
    const auto lock = state.locked();
    const auto found = state.running_jobs.find(job);
    if (found == state.running_jobs.end() || found->second) {
      state.violations.emplace_back("done(): no such running job");
      throw Failure{PBAY_E_GONE, "no such running job"};
    }
    found->second = {status, retry_ms};
    state.changed.notify_all();
  });
}

pbay_status fetch(const pbay_host* host, pbay_ctx ctx, std::uint64_t tag, pbay_str method, pbay_str url,
                  pbay_kvs headers, pbay_bytes body, std::uint32_t, pbay_error* error) noexcept {
  return enter(host, "fetch.fetch", error, [&](State& state) {
    state.actor(ctx);
    FakeFetch made{state.text(method, "method"), state.text(url, "url"), std::string{detail::view(body)},
                   state.fields(headers)};
    const auto lock = state.locked();
    state.fetches.push_back(made);
    state.waiting_fetches.emplace_back(tag, std::move(made));
    state.changed.notify_all();
  });
}

pbay_status define(const pbay_host* host, std::uint32_t kind, pbay_str name, pbay_str help, pbay_id* out,
                   pbay_error* error) noexcept {
  return enter(host, "metrics.define", error, [&](State& state) {
    state.text(help, "help");
    if (kind > PBAY_HISTOGRAM || out == nullptr) state.violate("define(): no such kind", PBAY_E_INVALID);
    const std::string own = state.text(name, "name");
    const auto lock = state.locked();
    for (const auto& [id, metric] : state.metrics)
      if (metric.name == own) return void(*out = id);
    *out = state.next_id();
    state.metrics[*out] = {kind, own, 0};
  });
}

void record(const pbay_host* host, pbay_id metric, double value, pbay_kvs labels) noexcept {
  enter(host, "metrics.record", nullptr, [&](State& state) {
    state.fields(labels);
    const auto lock = state.locked();
    const auto found = state.metrics.find(metric);
    if (found == state.metrics.end()) return state.violations.push_back("record(): no such metric");
    found->second.value = found->second.kind == PBAY_GAUGE ? value : found->second.value + value;
  });
}

// On an instance of its own that is created and never started, as the real child does; without its walls.
std::string run_child(const State& state, const std::string& name, std::string_view input,
                      std::uint64_t most) {
  State child{state.entry, state.instance};
  child.config = state.config;
  for (const char* id : {PBAY_HTTP, PBAY_WS, PBAY_BUS, PBAY_STORE, PBAY_JOBS, PBAY_FETCH, PBAY_NET,
                         PBAY_FILES, PBAY_WORKER, PBAY_METRICS})
    child.withheld.insert(id);
  child.phase = State::Phase::created;
  pbay_error why{};
  child.plugin = child.entry.create(&child.host, detail::str(child.instance), &why);
  if (child.plugin == nullptr) State::check(PBAY_E_UNAVAILABLE, why);
  const auto* table =
      static_cast<const pbay_on_worker_1*>(child.plugin->get_iface(child.plugin, PBAY_ON_WORKER));
  std::string output;
  detail::Sink sink{[&](std::string_view piece) {
    if (output.size() + piece.size() > most)
      throw Failure{PBAY_E_LIMIT, "the routine wrote more than its limit"};
    output += piece;
  }};
  pbay_status status = PBAY_E_UNSUPPORTED;
  if (table != nullptr) {
    Loan loan{child.loans};
    status = table->run(child.plugin, loan.text(name), loan.bytes(input), sink.c(), &why);
  }
  child.stop();
  sink.rethrow();
  State::check(status, why);
  return output;
}

pbay_status run(const pbay_host* host, pbay_ctx ctx, pbay_str routine, pbay_bytes input, pbay_sink out,
                const pbay_limits* limits, pbay_error* error) noexcept {
  return enter(host, "worker.run", error, [&](State& state) {
    state.actor(ctx);
    const std::uint64_t most =
        limits != nullptr && limits->output_bytes > 0 ? limits->output_bytes : 16u << 20;
    const std::string output = run_child(state, state.text(routine, "routine"), detail::view(input), most);
    if (!output.empty()) state.put(out, output);
  });
}

}  // namespace
}  // namespace fake

const pbay_jobs_1 State::kJobs = {fake::timer, fake::enqueue, fake::done};
const pbay_fetch_1 State::kFetch = {fake::fetch};
const pbay_metrics_1 State::kMetrics = {fake::define, fake::record};
const pbay_worker_1 State::kWorker = {fake::run};

std::string FakeHost::run_routine(const std::string& routine, std::string_view input) {
  return fake::run_child(*state_, routine, input, 16u << 20);
}

void FakeHost::advance(std::uint64_t ms) {
  State& state = *state_;
  const std::uint64_t until = state.now_ms + ms;
  while (true) {
    std::uint64_t tag = 0;
    {
      const auto lock = state.locked();
      const auto next =
          std::min_element(state.timers.begin(), state.timers.end(),
                           [](const auto& a, const auto& b) { return a.second.at_ms < b.second.at_ms; });
      if (next == state.timers.end() || next->second.at_ms > until) break;
      state.now_ms = std::max(state.now_ms, next->second.at_ms);
      tag = next->first;
      if (next->second.period_ms == 0) {
        state.timers.erase(next);
      } else {
        next->second.at_ms += next->second.period_ms;
      }
    }
    if (state.on_jobs != nullptr) state.on_jobs->timer(state.plugin, tag);
  }
  state.now_ms = until;
  state.settle();
}

namespace {

// Runs one job; true when it is done, else it waits again with its next attempt.
bool run_one(State& state, FakeJob job) {
  pbay_job c{};
  c.job = job.id;
  c.ctx = state.open_scope(FakeActor::system());
  c.attempt = job.attempt;
  {
    const auto lock = state.locked();
    state.running_jobs[job.id] = std::nullopt;
  }
  {
    fake::Loan loan{state.loans};
    c.queue = loan.text(job.queue);
    c.payload = loan.text(job.payload);
    const pbay_job* lent = loan.struct_of(c);
    state.cross("job()", [&] { state.on_jobs->job(state.plugin, lent); });
  }
  state.wait_for([&] { return state.running_jobs[job.id].has_value(); });
  state.close_scope(c.ctx);
  const auto lock = state.locked();
  const auto result = state.running_jobs[job.id];
  if (!result) state.violations.push_back("a job was never done: " + job.queue);
  if (result && result->first == PBAY_OK) return true;
  job.attempt += 1;
  job.not_before_ms = state.now_ms + (result && result->second > 0 ? result->second : 1000);
  job.id = state.next_id();
  state.jobs.push_back(std::move(job));
  return false;
}

}  // namespace

int FakeHost::run_jobs() {
  State& state = *state_;
  std::deque<FakeJob> due;
  {
    const auto lock = state.locked();
    const auto later = std::stable_partition(state.jobs.begin(), state.jobs.end(), [&](const FakeJob& job) {
      return job.not_before_ms <= state.now_ms;
    });
    due.assign(state.jobs.begin(), later);
    state.jobs.erase(state.jobs.begin(), later);
  }
  int finished = 0;
  for (FakeJob& job : due) finished += run_one(state, std::move(job)) ? 1 : 0;
  return finished;
}

void FakeHost::fire_timer(std::uint64_t tag) {
  if (state_->on_jobs != nullptr) state_->on_jobs->timer(state_->plugin, tag);
}

void FakeHost::run_job(const std::string& queue, const std::string& payload) {
  State& state = *state_;
  if (state.on_jobs == nullptr) return;
  std::deque<FakeJob> others;
  {
    const auto lock = state.locked();
    others.swap(state.jobs);
    state.jobs.push_back({queue, "", payload, 0, 1, state.next_id()});
  }
  run_jobs();
  const auto lock = state.locked();
  others.insert(others.end(), state.jobs.begin(), state.jobs.end());  // those it made stay
  state.jobs = std::move(others);
}

std::vector<FakeJob> FakeHost::jobs() const {
  const auto lock = state_->locked();
  return {state_->jobs.begin(), state_->jobs.end()};
}

void FakeHost::answer_fetch(std::string url_prefix, int status, std::string body, FakeHeaders headers) {
  std::erase_if(state_->fetch_answers, [&](const auto& known) { return known.first == url_prefix; });
  state_->fetch_answers.emplace_back(std::move(url_prefix),
                                     FakeAnswer{status, std::move(headers), std::move(body), false});
}

std::vector<FakeFetch> FakeHost::fetches() const {
  const auto lock = state_->locked();
  return state_->fetches;
}

int State::settle() {
  int delivered = 0;
  while (true) {
    std::pair<std::uint64_t, FakeFetch> next;
    {
      const auto lock = locked();
      if (waiting_fetches.empty() || on_fetch == nullptr || plugin == nullptr) return delivered;
      next = std::move(waiting_fetches.front());
      waiting_fetches.pop_front();
    }
    const auto found = std::find_if(fetch_answers.begin(), fetch_answers.end(),
                                    [&](const auto& one) { return next.second.url.starts_with(one.first); });
    ++delivered;
    if (found == fetch_answers.end()) {
      on_fetch->part(plugin, next.first, PBAY_E_UNAVAILABLE, {nullptr, 0}, bytes("no such host in this test"),
                     1);
      continue;
    }
    const std::string& body = found->second.body;
    const std::size_t half = body.size() / 2;  // in two pieces, as the real one comes
    fake::Loan first{loans}, second{loans};
    on_fetch->part(plugin, next.first, found->second.status, first.fields(found->second.headers),
                   first.bytes(std::string_view{body}.substr(0, half)), 0);
    on_fetch->part(plugin, next.first, found->second.status, {nullptr, 0},
                   second.bytes(std::string_view{body}.substr(half)), 1);
  }
}

int FakeHost::settle() {
  return state_->settle();
}

double FakeHost::metric(const std::string& name) const {
  const auto lock = state_->locked();
  for (const auto& [id, metric] : state_->metrics)
    if (metric.name == name) return metric.value;
  return 0;
}

}  // namespace patchbay
