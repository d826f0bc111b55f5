#include "vector_math.hpp"

#if defined(__x86_64__)
#define PATCHBAY_FAST __attribute__((target("avx2,fma")))
#define PATCHBAY_HAS_FAST 1
#endif

namespace patchbay::chatbot {
namespace {

// Written once; the compiler turns each copy into the instructions its target allows.
#define PATCHBAY_LOOPS(NAME, TARGET)                                                                      \
  TARGET void add_floats_##NAME(float* to, const float* from, float by, std::size_t size) noexcept {      \
    for (std::size_t i = 0; i < size; ++i) to[i] += by * from[i];                                         \
  }                                                                                                       \
  TARGET void add_bytes_##NAME(float* to, const std::int8_t* from, float by, std::size_t size) noexcept { \
    for (std::size_t i = 0; i < size; ++i) to[i] += by * static_cast<float>(from[i]);                     \
  }                                                                                                       \
  TARGET float dot_##NAME(const float* one, const float* two, std::size_t size) noexcept {                \
    float sums[kLane] = {};                                                                               \
    std::size_t i = 0;                                                                                    \
    for (; i + kLane <= size; i += kLane)                                                                 \
      for (std::size_t lane = 0; lane < kLane; ++lane) sums[lane] += one[i + lane] * two[i + lane];       \
    float sum = 0;                                                                                        \
    for (; i < size; ++i) sum += one[i] * two[i];                                                         \
    for (const float part : sums) sum += part;                                                            \
    return sum;                                                                                           \
  }

PATCHBAY_LOOPS(plain, )
#ifdef PATCHBAY_HAS_FAST
PATCHBAY_LOOPS(fast, PATCHBAY_FAST)

bool is_fast() noexcept {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
}
const bool kFast = is_fast();
#endif

}  // namespace

#ifdef PATCHBAY_HAS_FAST
#define PATCHBAY_PICK(call) kFast ? call(fast) : call(plain)
#else
#define PATCHBAY_PICK(call) call(plain)
#endif

void add_scaled(float* to, const float* from, float by, std::size_t size) noexcept {
#define PATCHBAY_CALL(name) add_floats_##name(to, from, by, size)
  PATCHBAY_PICK(PATCHBAY_CALL);
#undef PATCHBAY_CALL
}

void add_scaled(float* to, const std::int8_t* from, float by, std::size_t size) noexcept {
#define PATCHBAY_CALL(name) add_bytes_##name(to, from, by, size)
  PATCHBAY_PICK(PATCHBAY_CALL);
#undef PATCHBAY_CALL
}

float dot(const float* one, const float* two, std::size_t size) noexcept {
#define PATCHBAY_CALL(name) dot_##name(one, two, size)
  return PATCHBAY_PICK(PATCHBAY_CALL);
#undef PATCHBAY_CALL
}

}  // namespace patchbay::chatbot
