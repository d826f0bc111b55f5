#include "endpoints.hpp"

#include "moment.hpp"
#include "retry_plan.hpp"
#include "signature.hpp"

namespace patchbay::webhooks {
namespace {

constexpr std::int64_t kNoteAgainMs = 60'000;  // a success is written down once a minute
constexpr int kPatience = 5;

// What is kept of an endpoint of configuration; another address begins anew.
void take_state(Endpoint& endpoint, const Endpoint& kept) {
  endpoint.rev = kept.rev;
  if (kept.url != endpoint.url) return;
  endpoint.enabled = kept.enabled;
  endpoint.disabled_why = kept.disabled_why;
  endpoint.failing_since = kept.failing_since;
  endpoint.last_success = kept.last_success;
}

}  // namespace

void Endpoints::open(std::vector<Endpoint> of_files) {
  std::map<std::string, Endpoint, std::less<>> all;
  for (Endpoint& endpoint : of_files) all.emplace(endpoint.id, std::move(endpoint));
  for (Endpoint& kept : store_.endpoints()) {
    const auto of_file = all.find(kept.id);
    if (of_file != all.end()) {
      take_state(of_file->second, kept);
    } else if (!kept.from_file) {
      all.emplace(kept.id, std::move(kept));
    }
  }
  const std::lock_guard lock{mutex_};
  endpoints_ = std::move(all);
}

std::vector<Endpoint> Endpoints::all() const {
  const std::lock_guard lock{mutex_};
  std::vector<Endpoint> out;
  for (const auto& [id, endpoint] : endpoints_) out.push_back(endpoint);
  return out;
}

std::optional<Endpoint> Endpoints::find(std::string_view id) const {
  const std::lock_guard lock{mutex_};
  const auto found = endpoints_.find(id);
  return found == endpoints_.end() ? std::nullopt : std::optional{found->second};
}

std::vector<Endpoint> Endpoints::wanting(const Happened& happened) const {
  const std::lock_guard lock{mutex_};
  std::vector<Endpoint> out;
  for (const auto& [id, endpoint] : endpoints_)
    if (wants(endpoint, happened)) out.push_back(endpoint);
  return out;
}

Endpoint Endpoints::add(Endpoint endpoint) {
  endpoint.created = now_ms();
  endpoint.id = "ep_" + digest_of({new_secret()}).substr(0, 20);
  if (endpoint.secrets.empty()) endpoint.secrets = {new_secret()};
  endpoint = store_.put(std::move(endpoint));
  keep(endpoint);
  return endpoint;
}

Endpoint Endpoints::change(std::string_view id, const std::function<void(Endpoint&)>& work) {
  for (int tries = 0;; ++tries) {
    auto endpoint = find(id);
    if (!endpoint) throw Failure{PBAY_E_NOT_FOUND, "there is no such endpoint"};
    work(*endpoint);
    try {
      const Endpoint kept = store_.put(*endpoint);
      keep(kept);
      return kept;
    } catch (const Failure& failure) {
      if (failure.status() != PBAY_E_CONFLICT || tries + 1 >= kPatience) throw;
    }
  }
}

void Endpoints::remove(std::string_view id) {
  const auto endpoint = find(id);
  if (!endpoint) throw Failure{PBAY_E_NOT_FOUND, "there is no such endpoint"};
  if (endpoint->from_file)
    throw Failure{PBAY_E_CONFLICT,
                  "configuration owns this endpoint; take plugin.webhooks.config.endpoints." +
                      endpoint->id.substr(5) + " out"};
  store_.remove_endpoint(id);
  const std::lock_guard lock{mutex_};
  if (const auto found = endpoints_.find(id); found != endpoints_.end()) endpoints_.erase(found);
}

bool Endpoints::note_success(std::string_view id, std::int64_t now) {
  const auto endpoint = find(id);
  if (!endpoint || (endpoint->failing_since == 0 && now - endpoint->last_success < kNoteAgainMs))
    return false;
  change(id, [now](Endpoint& one) {
    one.failing_since = 0;
    one.last_success = now;
  });
  return true;
}

bool Endpoints::note_failure(std::string_view id, std::int64_t now, bool gone) {
  const auto endpoint = find(id);
  if (!endpoint || !endpoint->enabled) return false;
  const bool given_up = gone || is_given_up(endpoint->failing_since, now);
  if (!given_up && endpoint->failing_since > 0) return false;
  change(id, [now, gone, given_up](Endpoint& one) {
    if (one.failing_since == 0) one.failing_since = now;
    if (!given_up) return;
    one.enabled = false;
    one.disabled_why = gone ? "gone" : "failing";
  });
  return given_up;
}

void Endpoints::keep(const Endpoint& endpoint) {
  const std::lock_guard lock{mutex_};
  Endpoint& kept = endpoints_[endpoint.id];
  if (kept.rev <= endpoint.rev) kept = endpoint;
}

}  // namespace patchbay::webhooks
