#pragma once
// What goes over DIR/admin.sock: lines of JSON, and with the first one the descriptors it speaks of.
//
//   client  {"op":"agent.add","args":{…},"files":["queries","qrels"]}      one line; as many descriptors as
//   files host    {"progress":{…}}  any number, then one of  {"result":…}
//   {"error":{"code":"not_found","text":"…"}}
// The client cancels by closing.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/app/descriptor.hpp"
#include "core/base/json.hpp"

namespace patchbay::app {

inline constexpr const char* kSocketName = "admin.sock";
inline constexpr std::size_t kLongestLine = 16u << 20;
inline constexpr std::size_t kMostDescriptors = 32;

// A socket in the folder `folder` (a descriptor), reached through /proc/self/fd so the path may be as deep as
// it likes. listen_in() replaces a socket left over; connect_in() gives an empty one where nobody listens.
Descriptor listen_in(int folder);
Descriptor connect_in(int folder);

class Wire {
 public:
  explicit Wire(Descriptor socket) : socket_{std::move(socket)} {}

  // False: the other side is gone.
  bool send(const json::object& line, const std::vector<int>& descriptors = {});
  // The next line; nullopt at the end. Error{limit | invalid} for what is no line of ours.
  std::optional<json::object> receive();
  std::vector<Descriptor> take_descriptors() { return std::move(received_); }
  bool other_side_gone() const;
  bool same_user_or_root() const;  // by SO_PEERCRED
  int descriptor() const { return socket_.get(); }

 private:
  bool receive_some();

  Descriptor socket_;
  std::string buffer_;
  std::vector<Descriptor> received_;
};

}  // namespace patchbay::app
