#pragma once
// Which content a reader may see. Made from a principal (core/inbox), applied inside the queries of store and search.
#include <string>
#include <vector>

namespace patchbay {

// Audiences are `public`, `customer`, `employee`, `agent`. A document that names groups is seen only by their members
// (and by `everything`); one without audience is public.
struct Visibility {
  bool everything = false;                         // the host itself, or a plugin acting as itself
  std::vector<std::string> audiences = {"public"};
  std::vector<std::string> groups;

  static Visibility all() { return Visibility{true, {}, {}}; }
};

}  // namespace patchbay
