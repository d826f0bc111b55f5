#include "core/app/house.hpp"

#include <fcntl.h>
#include <poll.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <thread>

#include "core/app/failure.hpp"
#include "core/app/no_front.hpp"
#include "core/base/log.hpp"

namespace patchbay::app {
namespace {

constexpr int kStartingPatienceMs = 10'000;
constexpr int kLookForCancelMs = 100;

Code code_of(std::string_view name) {
  for (int number = -1; number >= -13; --number)
    if (name_of(static_cast<Code>(number)) == name) return static_cast<Code>(number);
  return Code::internal;
}

[[noreturn]] void throw_told(const json::object& error) {
  throw Error{code_of(string_or(error, "code", "internal")),
              string_or(error, "text", "the host gave no reason")};
}

}  // namespace

House::House(const config::Config& config, std::string directory, Terminal& terminal, Signals& signals)
    : config_{config}, directory_{std::move(directory)}, terminal_{terminal}, signals_{signals} {}

House::~House() = default;

bool House::host_runs() {
  return DataDirectory::holder(directory_).command == "serve";
}

json::value House::run(const Request& request) {
  const Holder holder = DataDirectory::holder(directory_);
  if (holder.command == "serve") return ask_host(request);
  if (request.host_only)
    throw UnreachableError{"no host is running on " + directory_ + "; start it with: patchbay serve"};
  return run_here(request);
}

json::value House::ask_host(const Request& request) {
  const Descriptor folder{::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder) throw UnreachableError{"cannot open " + directory_ + ": " + system_reason()};
  Descriptor socket;
  // A host that is just starting holds the lock before it listens.
  for (int waited = 0; !(socket = connect_in(folder.get())) && waited < kStartingPatienceMs;
       waited += kLookForCancelMs) {
    if (signals_.cancelled()) throw Error{Code::cancelled, "cancelled"};
    std::this_thread::sleep_for(std::chrono::milliseconds{kLookForCancelMs});
  }
  if (!socket) throw UnreachableError{"the host on " + directory_ + " does not answer; see its log"};
  Wire wire{std::move(socket)};
  json::array names;
  std::vector<int> descriptors;
  for (const auto& [name, descriptor] : request.files) {
    names.emplace_back(name);
    descriptors.push_back(descriptor);
  }
  if (!wire.send({{"op", request.op}, {"args", request.args}, {"files", names}}, descriptors))
    throw UnreachableError{"the host on " + directory_ + " closed the connection; see its log"};
  for (;;) {
    pollfd watched{wire.descriptor(), POLLIN, 0};
    while (::poll(&watched, 1, kLookForCancelMs) <= 0)
      if (signals_.cancelled()) throw Error{Code::cancelled, "cancelled"};  // closing tells the host
    const auto line = wire.receive();
    if (!line) throw UnreachableError{"the host on " + directory_ + " ended before it answered; see its log"};
    if (const auto* step = line->if_contains("progress")) terminal_.progress(step->as_object());
    if (const auto* error = line->if_contains("error")) throw_told(error->as_object());
    if (const auto* result = line->if_contains("result")) return *result;
  }
}

json::value House::run_here(const Request& request) {
  const DataDirectory data = DataDirectory::take(directory_, request.op);
  Rooms rooms{config_, data.path()};
  NoFront front;
  if (!request.plugins.empty()) rooms.plugins.start_only(request.plugins, front);
  std::map<std::string, int> files{request.files.begin(), request.files.end()};
  const Call call{rooms, request.args, std::move(files), [&](const json::object& step) {
                    if (!step.empty()) terminal_.progress(step);
                    return !signals_.cancelled();
                  }};
  json::value result = run_operation(request.op, call);
  if (!request.plugins.empty()) {
    rooms.plugins.drain();
    rooms.plugins.stop();
  }
  return result;
}

}  // namespace patchbay::app
