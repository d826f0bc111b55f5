#pragma once
// The figures a plugin defined, by the ids it was given.
#include <mutex>
#include <string>
#include <vector>

#include "core/base/metrics.hpp"
#include "patchbay/pbay.h"

namespace patchbay::host {

struct Metric {
  Metrics::Kind kind;
  std::string name, help;
};

class MetricNames {
 public:
  pbay_id add(Metric metric, std::size_t limit);  // the same name gives the same id; Error{limit}
  Metric get(pbay_id id) const;                   // Error{gone}

 private:
  mutable std::mutex mutex_;
  std::vector<Metric> list_;
};

}  // namespace patchbay::host
