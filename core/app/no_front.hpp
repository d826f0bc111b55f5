#pragma once
// Stands where the gateway would, while a command runs plugins without a host: routes are taken and never
// used.
#include "core/host/http_front.hpp"

namespace patchbay::app {

class NoFront final : public host::HttpFront {
 public:
  void add_routes(const std::string&, const std::vector<host::Route>&) override {}
  void remove_routes(const std::string&) override {}
  pbay_status respond(pbay_id, int, const std::vector<host::Header>&, std::string_view) override {
    return PBAY_E_GONE;
  }
  pbay_status begin(pbay_id, int, const std::vector<host::Header>&) override { return PBAY_E_GONE; }
  pbay_status write(pbay_id, std::string_view) override { return PBAY_E_GONE; }
  pbay_status end(pbay_id) override { return PBAY_E_GONE; }
  pbay_status ws_send(pbay_id, bool, std::string_view) override { return PBAY_E_GONE; }
  pbay_status ws_close(pbay_id, int, std::string_view) override { return PBAY_E_GONE; }
  pbay_status ws_join(pbay_id, std::string_view, bool) override { return PBAY_E_GONE; }
  pbay_status ws_send_group(std::string_view, pbay_id, bool, std::string_view) override { return PBAY_OK; }
  pbay_status ws_set_state(pbay_id, std::string_view) override { return PBAY_E_GONE; }
  void drop_cache(const std::vector<std::string>&) override {}
};

}  // namespace patchbay::app
