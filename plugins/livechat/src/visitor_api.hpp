#pragma once
// What a visitor's browser asks: how a chat begins, where one stands, a copy of what was said. openapi.json
// says it all.
#include "patchbay/request.hpp"
#include "reception.hpp"

namespace patchbay::livechat {

class VisitorApi {
 public:
  VisitorApi(Host host, Reception& reception) : host_{host}, reception_{reception} {}

  void settings(const Request& request) const;  // GET …/settings?inbox=&locale=
  void prechat(const Request& request) const;   // POST …/prechat {"inbox"?,"answers":{…}}
  void place(const Request& request) const;     // GET …/place?conversation=
  void transcript(
      const Request& request) const;  // POST …/transcript {"conversation","format"?,"utc_offset_minutes"?}

 private:
  Host host_;
  Reception& reception_;
};

}  // namespace patchbay::livechat
