#include "requant/train/lsq_kernels.h"

#include <algorithm>
#include <cmath>

// One source for instruction sets that differ in the width of their vectors.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
#define REQUANT_VECTOR_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define REQUANT_VECTOR_CLONES
#endif

namespace requant::train {
namespace {

// Adding and taking off 1.5 2^23 rounds a float below 2^22 to the nearest integer, ties to even.
constexpr float kRounder = 12582912.0F;

inline float to_integer(float x) { return (x + kRounder) - kRounder; }

// Elements in one partial sum of float lanes, short enough to lose nothing that matters.
constexpr std::int64_t kBlock = 1024;
constexpr std::int64_t kLanes = 16;

struct PlainGrid {
  float step;
  float low;
  float high;
};

REQUANT_VECTOR_CLONES
void quantize_plain(const float* __restrict v, float* __restrict out, std::int64_t count,
                    const PlainGrid& grid) {
  const auto [step, low, high] = grid;
  for (std::int64_t i = 0; i < count; ++i) {
    out[i] = step * to_integer(std::min(std::max(v[i] / step, low), high));
  }
}

REQUANT_VECTOR_CLONES
void backward_block(const float* __restrict v, const float* __restrict grad,
                    float* __restrict grad_v, std::int64_t count, const PlainGrid& grid,
                    float* __restrict sums) {
  const auto [step, low, high] = grid;
  float lanes[kLanes] = {};
  for (std::int64_t i = 0; i + kLanes <= count; i += kLanes) {
    for (std::int64_t k = 0; k < kLanes; ++k) {
      const float q = v[i + k] / step;
      const float clipped = std::min(std::max(q, low), high);
      const float slope = grad[i + k];
      const float kept = clipped == q ? slope : 0.0F;
      grad_v[i + k] = kept;
      // Inside: slope (level - q); outside, where nothing is kept: slope level.
      lanes[k] += slope * to_integer(clipped) - kept * q;
    }
  }
  std::copy_n(lanes, kLanes, sums);
}

float nested_level(float v, float step, const Grid& grid) {
  const auto unit = static_cast<float>(1 << grid.shift);
  const float wide = to_integer(std::clamp(v / step, grid.low, grid.high));
  return std::floor(wide / unit + 0.5F);
}

// The gradient of one element by the step.
double backward_nested(float v, float grad, float* grad_v, float step, const Grid& grid) {
  const auto unit = static_cast<float>(1 << grid.shift);
  const float q = v / step;
  const float level = nested_level(v, step, grid);
  const float clamped = std::clamp(level, grid.nested_low, grid.nested_high);
  const bool inside = q >= grid.low && q <= grid.high && level == clamped;
  *grad_v = inside ? grad : 0.0F;
  return static_cast<double>(grad) * static_cast<double>(unit * clamped - (inside ? q : 0.0F));
}

}  // namespace

Grid grid_of(int bits, bool is_signed) {
  const auto levels = static_cast<float>(1 << bits);
  Grid grid;
  grid.low = is_signed ? -levels / 2 : 0;
  grid.high = grid.low + levels - 1;
  return grid;
}

Grid nested_grid(int bits) {
  Grid grid = grid_of(8, true);
  const Grid narrow = grid_of(bits, true);
  grid.shift = 8 - bits;
  grid.nested_low = narrow.low;
  grid.nested_high = narrow.high;
  return grid;
}

void quantize(const float* v, float* out, std::int64_t count, float step, const Grid& grid) {
  if (grid.shift == 0) return quantize_plain(v, out, count, {step, grid.low, grid.high});
  const float unit = step * static_cast<float>(1 << grid.shift);
  for (std::int64_t i = 0; i < count; ++i) {
    out[i] = unit * std::clamp(nested_level(v[i], step, grid), grid.nested_low, grid.nested_high);
  }
}

double quantize_backward(const float* v, const float* grad, float* grad_v, std::int64_t count,
                         float step, const Grid& grid) {
  double sum = 0;
  if (grid.shift > 0) {
    for (std::int64_t i = 0; i < count; ++i) {
      sum += backward_nested(v[i], grad[i], grad_v + i, step, grid);
    }
    return sum;
  }
  const PlainGrid plain{step, grid.low, grid.high};
  const auto block = [&](const float* from, const float* slope, float* to, std::int64_t size) {
    float sums[kLanes] = {};
    backward_block(from, slope, to, size, plain, sums);
    for (const float lane : sums) sum += static_cast<double>(lane);
  };
  std::int64_t begin = 0;
  for (; begin + kBlock <= count; begin += kBlock) {
    block(v + begin, grad + begin, grad_v + begin, kBlock);
  }
  // The rest, filled up with elements of gradient 0.
  while (begin < count) {
    const std::int64_t size = std::min(kLanes, count - begin);
    float values[kLanes] = {};
    float slopes[kLanes] = {};
    float results[kLanes];
    std::copy_n(v + begin, size, values);
    std::copy_n(grad + begin, size, slopes);
    block(values, slopes, results, kLanes);
    std::copy_n(results, size, grad_v + begin);
    begin += size;
  }
  return sum;
}

}  // namespace requant::train
