#pragma once
// The one table of limits: every name that [limits] knows, its default and what it bounds. Config::limits
// answers from the file first and from this table else.
#include <cstdint>
#include <span>
#include <string_view>

namespace patchbay::config {

enum class LimitKind {
  count,  // a plain number
  bytes,  // a size; the file may say "16M"
  rate,   // "20/10s", "5/s burst 20"
};

struct LimitRow {
  std::string_view name;
  LimitKind kind;
  std::string_view initial;  // as it would stand in the file
  std::string_view bounds;   // one sentence for the operator
};

std::span<const LimitRow> limit_rows() noexcept;  // in the order they are documented
const LimitRow* find_limit(std::string_view name) noexcept;

}  // namespace patchbay::config
