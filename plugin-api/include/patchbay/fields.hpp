#pragma once
// Name and value pairs on their way to the host: HTTP headers, log fields, metric labels.
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patchbay/failure.hpp"

namespace patchbay::inline v1 {

using Field = std::pair<std::string_view, std::string_view>;

// Borrows what it is made from, so it lives as an argument: respond(200, {{"content-type", type}}, body).
class Fields {
 public:
  Fields() = default;
  Fields(std::initializer_list<Field> fields) {
    for (const Field& field : fields) add(field.first, field.second);
  }
  template <class Container>
  requires requires(const Container& c) {
    std::string_view{c.begin()->first};
    std::string_view{c.begin()->second};
  }
  Fields(const Container& fields) {  // NOLINT: implicit on purpose
    for (const auto& field : fields) add(field.first, field.second);
  }
  void add(std::string_view name, std::string_view value) {
    kvs_.push_back({detail::str(name), detail::str(value)});
  }
  pbay_kvs c() const noexcept { return {kvs_.data(), kvs_.size()}; }

 private:
  std::vector<pbay_kv> kvs_;
};

// Name and value pairs that own themselves: the headers of a fetched answer.
using OwnedFields = std::vector<std::pair<std::string, std::string>>;

namespace detail {

inline std::string_view find(pbay_kvs fields, std::string_view name) noexcept {
  for (std::uint64_t i = 0; i < fields.n; ++i)
    if (view(fields.p[i].k) == name) return view(fields.p[i].v);
  return {};
}
inline bool has(pbay_kvs fields, std::string_view name) noexcept {
  for (std::uint64_t i = 0; i < fields.n; ++i)
    if (view(fields.p[i].k) == name) return true;
  return false;
}
inline OwnedFields own(pbay_kvs fields) {
  OwnedFields out;
  for (std::uint64_t i = 0; i < fields.n; ++i) out.emplace_back(view(fields.p[i].k), view(fields.p[i].v));
  return out;
}

}  // namespace detail
}  // namespace patchbay::inline v1
