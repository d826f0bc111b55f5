#include "core/host/asking.hpp"

#include <algorithm>
#include <chrono>

#include "core/base/log.hpp"
#include "core/base/stopwatch.hpp"
#include "core/base/text.hpp"
#include "core/host/boundary.hpp"
#include "core/host/instance.hpp"
#include "core/host/switchboard.hpp"

namespace patchbay::host {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::int64_t kSilenceMs = 60'000;
constexpr std::int64_t kHeartbeatMs = 1000;

std::size_t place_in(const std::vector<std::string>& order, const Instance& instance) {
  const auto found = std::find_if(order.begin(), order.end(), [&instance](const std::string& name) {
    return name == instance.name || name == instance.manifest.id;
  });
  return static_cast<std::size_t>(found - order.begin());
}

// The first provider that serves, leased.
Lease choose(Switchboard& board, const Question& question, std::string& method) {
  const std::size_t hash = question.method.find('#');
  method = question.method.substr(0, hash);
  const std::string_view wanted =
      hash == std::string_view::npos ? std::string_view{} : question.method.substr(hash + 1);
  const std::vector<Instance*>& all = board.providers.of(method);
  std::string broken;
  for (Instance* instance : all) {
    if (hash != std::string_view::npos && instance->name != wanted) continue;
    Lease lease = instance->lease();
    if (lease && lease->on_bus != nullptr && lease->provided.contains(method)) return lease;
    broken = instance->name;
  }
  // A plugin that would offer it and was left out: the caller should hear why.
  for (const auto& instance : board.instances) {
    const auto& offered = instance->manifest.provides;
    if (broken.empty() && !instance->why().empty() &&
        std::find(offered.begin(), offered.end(), method) != offered.end())
      throw Error{Code::unavailable, instance->name + " is left out: " + instance->why()};
  }
  if (broken.empty()) throw Error{Code::unsupported, "nobody offers " + std::string{question.method}};
  throw Error{Code::unavailable, broken + " offers " + method + " and is not serving now"};
}

void check_chain(const Question& question, const Generation& provider) {
  if (Visit::is_on_chain(provider.instance))
    throw Error{Code::state, provider.instance.name + " is already on this chain of calls"};
  // Across threads: a serial provider whose handler waits for this very answer would never get its turn.
  for (const Scope* scope = question.parent.get(); scope != nullptr; scope = scope->parent.get())
    if (scope->owner != nullptr && &scope->owner->instance == &provider.instance && !provider.concurrent)
      throw Error{Code::state, provider.instance.name + " is already on this chain of calls"};
  const int depth = std::max(Visit::depth(), question.parent == nullptr ? 0 : question.parent->depth + 1);
  if (depth >= kMaxDepth)
    throw Error{Code::limit, "calls are nested deeper than " + std::to_string(kMaxDepth)};
}

// While a person's command waits, its caller is asked now and then whether it is still there.
bool still_wanted(CallScope& scope) {
  return scope.progress == nullptr || (*scope.progress)(json::object{});
}

void await(Switchboard& board, CallScope& scope, std::unique_lock<std::mutex>& lock) {
  const WorkerPool::Waiting waiting{board.pool};
  const Clock& clock = board.services.clock;
  while (!scope.answered) {
    const std::int64_t now = clock.steady_ms();
    const std::int64_t end =
        scope.deadline_steady_ms != 0 ? scope.deadline_steady_ms : scope.heard_ms.load() + kSilenceMs;
    if (now >= end) {
      throw Error{Code::timeout,
                  scope.deadline_steady_ms != 0 ? "no answer in time" : "no sign of life for 60 seconds"};
    }
    scope.changed.wait_for(lock, std::chrono::milliseconds{std::min(end - now, kHeartbeatMs)});
    if (!scope.answered && (scope.given_up || !still_wanted(scope)))
      throw Error{Code::cancelled, "the caller gave up"};
  }
}

void hand_over(Switchboard& board, CallScope& scope, const std::string& method, std::string_view text) {
  Generation& provider = *scope.owner;
  const bool serial = !provider.concurrent;
  try {
    if (serial && !provider.turn().enter(scope.deadline_steady_ms))
      throw Error{Code::timeout, provider.instance.name + " was busy until the time was up"};
  } catch (...) {  // the plugin never saw it
    abandon(board, scope.shared_from_this());
    board.scopes.let_go(scope, false);
    throw;
  }
  const pbay_call call{scope.id, scope.id, provider.provided.find(method)->second, lend(method), lend(text)};
  const Stopwatch watch;
  const bool kept_rules =
      visit(provider, "on_bus.call", [&] { provider.on_bus->call(provider.plugin, &call); });
  provider.instance.figures().seconds.observe(watch.seconds());
  if (serial) provider.turn().leave();
  board.scopes.let_go(scope, false);
  if (kept_rules) return;
  abandon(board, scope.shared_from_this());
  throw Error{Code::internal, provider.instance.name + " failed while answering " + method};
}

std::shared_ptr<CallScope> make_scope(Switchboard& board, const Question& question, Lease provider) {
  auto scope = std::make_shared<CallScope>();  // held by the table and by whoever waits
  scope->id = board.scopes.next_id();
  scope->owner = provider.get();
  scope->lease = std::move(provider);
  scope->by = question.by;
  scope->locale = question.locale;
  scope->deadline_steady_ms = question.deadline_steady_ms;
  scope->parent = question.parent;
  scope->depth = question.parent == nullptr ? 0 : question.parent->depth + 1;
  scope->request_id = question.parent == nullptr ? std::string{} : question.parent->request_id;
  scope->files = question.files != nullptr ? question.files
                                           : (question.parent == nullptr ? nullptr : question.parent->files);
  scope->progress = question.progress;
  scope->heard_ms = board.services.clock.steady_ms();
  return scope;
}

// Nobody waits any more; the provider may still be at work and learns it from progress() or reply().
void give_up(CallScope& scope) {
  Lease no_longer_needed;
  const std::lock_guard lock{scope.mutex};
  scope.given_up = true;
  scope.progress = nullptr;
  if (!scope.answered) no_longer_needed = std::move(scope.lease);
}

std::string ask_plugin(Switchboard& board, const Question& question) {
  std::string method;
  Lease provider = choose(board, question, method);
  check_chain(question, *provider.get());
  const auto scope = make_scope(board, question, std::move(provider));
  Instance& instance = scope->owner->instance;
  instance.figures().calls.add();
  board.scopes.add(scope);
  try {
    hand_over(board, *scope, method, question.json);
    std::unique_lock lock{scope->mutex};
    if (!scope->answered) await(board, *scope, lock);
  } catch (const Error&) {
    instance.figures().errors.add();
    give_up(*scope);
    throw;
  }
  const std::lock_guard lock{scope->mutex};
  scope->progress = nullptr;
  if (scope->status != PBAY_OK)
    throw Error{code_of(scope->status), scope->text.empty() ? "it gave no reason" : scope->text};
  return std::move(scope->text);
}

}  // namespace

void Providers::fill(const std::vector<Instance*>& instances, const config::Config& config) {
  by_method_.clear();
  for (Instance* instance : instances)
    for (const std::string& method : instance->manifest.provides) by_method_[method].push_back(instance);
  for (auto& [method, list] : by_method_) {
    const auto& order = method.starts_with("handoff.") && !config.handoff_order.empty()
                            ? config.handoff_order
                            : config.pathways_order;
    std::stable_sort(list.begin(), list.end(), [&order](const Instance* a, const Instance* b) {
      const std::size_t left = place_in(order, *a), right = place_in(order, *b);
      return left != right ? left < right : a->name < b->name;
    });
  }
}

const std::vector<Instance*>& Providers::of(std::string_view method) const {
  static const std::vector<Instance*> kNobody;
  const auto found = by_method_.find(method);
  return found == by_method_.end() ? kNobody : found->second;
}

std::vector<std::string> Providers::methods() const {
  std::vector<std::string> out;
  for (const auto& [method, list] : by_method_) out.push_back(method);
  return out;
}

std::string ask(Switchboard& board, const Question& question) {
  if (const HostMethod method = find_host_method(question.method.substr(0, question.method.find('#')))) {
    const json::object args =
        question.json.empty() ? json::object{} : parse_object(question.json, question.method);
    return to_text(method(board, question, args));
  }
  return ask_plugin(board, question);
}

void sweep_calls(Switchboard& board) {
  constexpr std::int64_t kForgetMs = 10 * 60'000;
  const std::int64_t now = board.services.clock.steady_ms();
  for (const ScopePtr& scope : board.scopes.all()) {
    auto* call = dynamic_cast<CallScope*>(scope.get());
    if (call == nullptr || now - call->heard_ms.load() < kForgetMs) continue;
    const std::lock_guard lock{call->mutex};
    if (!call->given_up || !call->advance(0, 2)) continue;
    call->owner->instance.figures().leaks.add();
    board.scopes.let_go(*call, true);
  }
}

void reply(const Generation& provider, pbay_id call, pbay_status status, std::string_view text) {
  ScopeTable& scopes = provider.board.scopes;
  const auto scope = scopes.find_as<CallScope>(call, provider);
  if (scope == nullptr) throw Error{Code::gone, "the call is answered or over"};
  std::string answer{text};
  if (status == PBAY_OK) {
    try {
      static_cast<void>(parse_json(text, "the reply"));
    } catch (const Error& caught) {
      status = PBAY_E_INTERNAL;
      answer = provider.instance.name + " answered with what is not JSON: " + caught.what();
      log::error(provider.instance.name, answer);
    }
  } else {
    answer = cut_utf8(to_valid_utf8(text), 1000);
    status = static_cast<pbay_status>(code_of(status));
  }
  if (!scope->advance(0, 2)) throw Error{Code::gone, "the call is answered or over"};
  bool too_late = false;
  {
    const std::lock_guard lock{scope->mutex};
    too_late = scope->given_up;
    scope->answered = true;
    scope->status = status;
    scope->text = std::move(answer);
    scope->changed.notify_all();
  }
  scopes.let_go(*scope, true);
  if (too_late) throw Error{Code::gone, "the asker gave up before this answer"};
}

bool report_progress(const Generation& provider, pbay_id call, std::string_view step) {
  const auto scope = provider.board.scopes.find_as<CallScope>(call, provider);
  if (scope == nullptr) throw Error{Code::gone, "the call is over"};
  const std::int64_t now = provider.board.services.clock.steady_ms();
  const json::object parsed = parse_object(step, "progress", 64 * 1024);
  for (Scope* link = scope.get(); link != nullptr; link = link->parent.get())
    if (auto* waiting = dynamic_cast<CallScope*>(link)) waiting->heard_ms = now;
  const std::lock_guard lock{scope->mutex};
  if (scope->given_up) return false;
  if (scope->deadline_steady_ms != 0 && now >= scope->deadline_steady_ms) scope->given_up = true;
  if (scope->progress != nullptr && !(*scope->progress)(parsed)) scope->given_up = true;
  return !scope->given_up;
}

}  // namespace patchbay::host
