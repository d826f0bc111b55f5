#pragma once
// What the host tells becomes deliveries: one for each endpoint that wants to hear of it. Pure but for the
// clock.
#include <string_view>
#include <vector>

#include "delivery.hpp"
#include "endpoint.hpp"

namespace patchbay::webhooks {

Happened happened_of(std::string_view topic, const json::object& event);

// The same event gives the same ids, however often the host tells of it.
std::vector<Delivery> deliveries_of(std::string_view topic, std::string_view key, std::string_view text,
                                    const json::object& event, const std::vector<Endpoint>& endpoints,
                                    std::int64_t now);

}  // namespace patchbay::webhooks
