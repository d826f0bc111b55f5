#pragma once
// Where a plugin may connect to. plugin.json's `egress` names hosts; what resolves to this machine or to a
// private network is refused unless the operator's own settings name it. Checked on the address that is about
// to be connected to, so neither a redirect nor a name that changes its address gets past it.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"

namespace patchbay::host {

class Egress {
 public:
  // `entries`: "host", "host:port", "*.host", "*"; "config:/pointer" stands for what the settings hold there
  // (a host, host:port, URL or a list of them): these the operator typed, so they may be private.
  Egress(const std::vector<std::string>& entries, const json::value& settings);

  enum class Verdict { denied, public_only, anywhere };
  // `port` must be 80 or 443 unless an entry names it.
  Verdict judge(std::string_view host, std::uint16_t port) const;

 private:
  struct Entry {
    std::string host;        // "*", "*.example.com", "example.com", lower case
    std::uint16_t port = 0;  // 0 = 80 and 443 (for an operator's entry: any)
    bool operators = false;
  };
  void add(std::string_view text, bool operators);
  void add_settings(const json::value& value);

  std::vector<Entry> entries_;
};

}  // namespace patchbay::host
