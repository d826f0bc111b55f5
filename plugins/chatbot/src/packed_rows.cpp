#include "packed_rows.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "vector_math.hpp"

namespace patchbay::chatbot {

PackedRows::PackedRows(std::span<const float> weights, std::size_t width) : width_{width} {
  const std::size_t rows = width == 0 ? 0 : weights.size() / width;
  bytes_.resize(rows * width);
  scales_.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::span<const float> from = weights.subspan(row * width, width);
    float most = 0;
    for (const float weight : from) most = std::max(most, std::abs(weight));
    scales_[row] = most / 127.0f;
    for (std::size_t i = 0; most > 0 && i < width; ++i)
      bytes_[row * width + i] = static_cast<std::int8_t>(std::lround(from[i] / scales_[row]));
  }
}

PackedRows::PackedRows(std::vector<std::int8_t> bytes, std::vector<float> scales, std::size_t width)
    : bytes_{std::move(bytes)}, scales_{std::move(scales)}, width_{width} {
  if (bytes_.size() != scales_.size() * width_)
    throw std::invalid_argument{"rows whose parts do not fit together"};
}

void PackedRows::add_to(std::span<float> out, const Features& features) const noexcept {
  for (const Feature& feature : features) {
    if (feature.row >= scales_.size()) continue;
    add_scaled(out.data(), bytes_.data() + feature.row * width_, feature.value * scales_[feature.row],
               width_);
  }
}

}  // namespace patchbay::chatbot
