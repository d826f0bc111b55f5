#pragma once
// The labels agents put on conversations: those somebody made, with a colour, and those that are simply used.
#include <string>
#include <vector>

#include "core/inbox/principal.hpp"
#include "core/store/database.hpp"

namespace patchbay::inbox {

struct Label {
  std::string name, colour;       // "#c0392b"; empty = none chosen
  std::int64_t conversations = 0;  // how many bear it
};

class Labels {
 public:
  explicit Labels(store::Database& database) : database_{database} {}

  std::vector<Label> list(const Principal& by);                          // agents; by name
  Label put(const Principal& by, const std::string& name, const std::string& colour);  // makes it, or changes its colour
  void remove(const Principal& by, const std::string& name);             // admins; takes it off every conversation too

 private:
  store::Database& database_;
};

}  // namespace patchbay::inbox
