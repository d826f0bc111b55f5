#include "core/app/admin_socket.hpp"

#include <sys/socket.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/error.hpp"
#include "core/base/log.hpp"

namespace patchbay::app {
namespace {

constexpr std::size_t kMostVisits = 16;

json::object error_line(Code code, const std::string& text) {
  return {{"error", json::object{{"code", name_of(code)}, {"text", text}}}};
}

std::map<std::string, int> named(const json::object& request, const std::vector<Descriptor>& descriptors) {
  std::map<std::string, int> files;
  const json::value* names = request.if_contains("files");
  const std::size_t count = names && names->is_array() ? names->get_array().size() : 0;
  if (count != descriptors.size())
    throw Error{Code::invalid, "the request names other files than came with it"};
  for (std::size_t at = 0; at < count; ++at) {
    const json::value& name = names->get_array()[at];
    if (!name.is_string()) throw Error{Code::invalid, "the names of files are text"};
    files[std::string{name.get_string()}] = descriptors[at].get();
  }
  return files;
}

}  // namespace

AdminSocket::AdminSocket(Rooms& rooms, int folder, std::map<std::string, Own> own)
    : rooms_{rooms}, own_{std::move(own)}, listener_{listen_in(folder)}, thread_{[this] { accept_all(); }} {}

AdminSocket::~AdminSocket() {
  stopping_ = true;
  ::shutdown(listener_.get(), SHUT_RDWR);  // wakes accept()
  thread_.join();
  {
    const std::lock_guard lock{mutex_};
    for (Visit& visit : visits_)
      if (!visit.over) ::shutdown(visit.socket, SHUT_RDWR);
  }
  for (Visit& visit : visits_) visit.thread.join();
}

void AdminSocket::accept_all() {
  while (!stopping_) {
    Descriptor socket{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (!socket) {
      if (stopping_ || (errno != EINTR && errno != ECONNABORTED && errno != EMFILE && errno != ENFILE))
        return;
      continue;
    }
    const timeval patience{30, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    Wire wire{std::move(socket)};
    join_finished();
    if (!wire.same_user_or_root()) {
      wire.send(error_line(Code::denied, "only the user the host runs as, and root, may command it"));
      continue;
    }
    const std::lock_guard lock{mutex_};
    if (visits_.size() >= kMostVisits) {
      wire.send(error_line(Code::limit, "16 commands are running already; wait for one to end"));
      continue;
    }
    Visit& visit = visits_.emplace_back();
    visit.socket = wire.descriptor();
    visit.thread = std::thread{[this, &visit, taken = std::move(wire)]() mutable {
      serve(std::move(taken));
      visit.over = true;
    }};
  }
}

void AdminSocket::join_finished() {
  const std::lock_guard lock{mutex_};
  visits_.remove_if([](Visit& visit) {
    if (!visit.over) return false;
    visit.thread.join();
    return true;
  });
}

json::value AdminSocket::answer(const json::object& request, Wire& wire) {
  const std::string name = required_string(request, "op");
  const json::value* args = request.if_contains("args");
  const json::object none;
  const std::vector<Descriptor> descriptors = wire.take_descriptors();
  const Call call{
      rooms_, args && args->is_object() ? args->get_object() : none, named(request, descriptors),
      [&](const json::object& step) {
        return !stopping_ && !wire.other_side_gone() && (step.empty() || wire.send({{"progress", step}}));
      }};
  log::info("app", "command", {{"operation", name}});
  if (const auto own = own_.find(name); own != own_.end()) return own->second(call);
  return run_operation(name, call);
}

void AdminSocket::serve(Wire wire) {
  json::object reply;
  try {
    const auto request = wire.receive();
    if (!request) return;
    reply = {{"result", answer(*request, wire)}};
  } catch (const Error& error) {
    reply = error_line(error.code(), error.what());
  } catch (const std::exception& error) {
    log::error("app", "a command failed", {{"what", error.what()}});
    reply = error_line(Code::internal, "the host failed on this; its log says more");
  }
  wire.send(reply);
}

}  // namespace patchbay::app
