#include "core/search/query/edit_distance.hpp"

#include <algorithm>
#include <array>

namespace patchbay::search {

int edit_distance(std::u32string_view a, std::u32string_view b, int most) {
  constexpr std::size_t kLongest = 32;
  const auto size = [](std::u32string_view text) { return static_cast<int>(text.size()); };
  if (a.size() >= kLongest || b.size() >= kLongest || std::abs(size(a) - size(b)) > most) return most + 1;
  std::array<std::array<int, kLongest + 1>, 3> rows{};  // the last two rows and the one being filled
  for (int j = 0; j <= size(b); ++j) rows[0][static_cast<std::size_t>(j)] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i - 1) % 3];
    const auto& two_above = rows[(i + 1) % 3];
    row[0] = static_cast<int>(i);
    int best = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({change, above[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
      best = std::min(best, row[j]);
    }
    if (best > most) return most + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], most + 1);
}

int forgiven_slips(std::size_t letters) noexcept {
  return letters < 4 ? 0 : letters < 8 ? 1 : 2;
}

}  // namespace patchbay::search
