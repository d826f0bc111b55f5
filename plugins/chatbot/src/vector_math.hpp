#pragma once
// The three loops that training and predicting spend their time in, for the best instructions this processor
// has.
#include <cstddef>
#include <cstdint>

namespace patchbay::chatbot {

// Lengths that are multiples of this run without a remainder.
constexpr std::size_t kLane = 16;
constexpr std::size_t padded(std::size_t size) {
  return (size + kLane - 1) / kLane * kLane;
}

void add_scaled(float* to, const float* from, float by, std::size_t size) noexcept;
void add_scaled(float* to, const std::int8_t* from, float by, std::size_t size) noexcept;
float dot(const float* one, const float* two, std::size_t size) noexcept;

}  // namespace patchbay::chatbot
