#include "tests/core/host/fake_front.hpp"

#include <chrono>

#include "core/base/error.hpp"

namespace patchbay::host {
namespace {

constexpr std::chrono::seconds kPatience{20};

}  // namespace

void FakeFront::add_routes(const std::string& instance, const std::vector<Route>& routes) {
  const std::lock_guard lock{mutex_};
  for (const Route& route : routes)
    for (const Route& other : routes_)
      if (other.pattern == route.pattern && other.methods == route.methods)
        throw Error{Code::conflict, instance + " and " + other.instance + " both want " + route.pattern};
  routes_.insert(routes_.end(), routes.begin(), routes.end());
}
void FakeFront::remove_routes(const std::string& instance) {
  const std::lock_guard lock{mutex_};
  std::erase_if(routes_, [&instance](const Route& route) { return route.instance == instance; });
}

pbay_status FakeFront::respond(pbay_id request, int status, const std::vector<Header>& headers,
                               std::string_view body) {
  const std::lock_guard lock{mutex_};
  Answer& answer = answers_[request];
  if (answer.status != 0) return PBAY_E_GONE;
  answer = {status, headers, std::string{body}, true};
  changed_.notify_all();
  return PBAY_OK;
}
pbay_status FakeFront::begin(pbay_id request, int status, const std::vector<Header>& headers) {
  const std::lock_guard lock{mutex_};
  answers_[request] = {status, headers, {}, false};
  return PBAY_OK;
}
pbay_status FakeFront::write(pbay_id request, std::string_view chunk) {
  const std::lock_guard lock{mutex_};
  answers_[request].body += chunk;
  return PBAY_OK;
}
pbay_status FakeFront::end(pbay_id request) {
  const std::lock_guard lock{mutex_};
  answers_[request].done = true;
  changed_.notify_all();
  return PBAY_OK;
}

pbay_status FakeFront::ws_send(pbay_id conn, bool, std::string_view data) {
  const std::lock_guard lock{mutex_};
  sent_[conn] += data;
  changed_.notify_all();
  return PBAY_OK;
}
pbay_status FakeFront::ws_close(pbay_id, int, std::string_view) {
  return PBAY_OK;
}
pbay_status FakeFront::ws_join(pbay_id, std::string_view group, bool) {
  const std::lock_guard lock{mutex_};
  groups_.emplace_back(group);
  return PBAY_OK;
}
pbay_status FakeFront::ws_send_group(std::string_view, pbay_id, bool, std::string_view) {
  return PBAY_OK;
}
pbay_status FakeFront::ws_set_state(pbay_id, std::string_view) {
  return PBAY_OK;
}

void FakeFront::drop_cache(const std::vector<std::string>& tags) {
  const std::lock_guard lock{mutex_};
  dropped_.insert(dropped_.end(), tags.begin(), tags.end());
}

Answer FakeFront::wait(pbay_id request) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, kPatience, [&] { return answers_.contains(request) && answers_[request].done; });
  return answers_[request];
}
bool FakeFront::is_answered(pbay_id request) {
  const std::lock_guard lock{mutex_};
  return answers_.contains(request) && answers_[request].done;
}
Route FakeFront::route(const std::string& pattern) {
  const std::lock_guard lock{mutex_};
  for (const Route& route : routes_)
    if (route.pattern == pattern) return route;
  return {};
}
std::vector<std::string> FakeFront::dropped() {
  const std::lock_guard lock{mutex_};
  return dropped_;
}
std::vector<std::string> FakeFront::groups() {
  const std::lock_guard lock{mutex_};
  return groups_;
}
std::string FakeFront::sent(pbay_id conn) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, kPatience, [&] { return !sent_[conn].empty(); });
  return sent_[conn];
}

}  // namespace patchbay::host
