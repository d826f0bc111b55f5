#pragma once
// A table of weights, one row per feature, kept in a byte per weight with a scale per row: a quarter of the
// memory of floats, and no answer changes by it that was not a coin's toss before.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vocabulary.hpp"

namespace patchbay::chatbot {

class PackedRows {
 public:
  PackedRows() = default;
  // `weights` holds rows of `width` floats.
  PackedRows(std::span<const float> weights, std::size_t width);
  // As bytes() and scales() gave them; throws std::invalid_argument when they do not fit together.
  PackedRows(std::vector<std::int8_t> bytes, std::vector<float> scales, std::size_t width);

  // Adds every feature's row times its value to `out` (`width` floats). Features beyond the last row count
  // nothing.
  void add_to(std::span<float> out, const Features& features) const noexcept;

  std::size_t width() const noexcept { return width_; }
  std::size_t rows() const noexcept { return scales_.size(); }
  const std::vector<std::int8_t>& bytes() const noexcept { return bytes_; }
  const std::vector<float>& scales() const noexcept { return scales_; }

 private:
  std::vector<std::int8_t> bytes_;
  std::vector<float> scales_;
  std::size_t width_ = 0;
};

}  // namespace patchbay::chatbot
