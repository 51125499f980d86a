// Quantization with a learned step, forward and backward in one pass each, on plain arrays.
#pragma once

#include <cstdint>

namespace requant::train {

// The integers of a grid: clip(round(v / step)) to [low, high], ties to even; with `shift` > 0
// those are rounded again: clip(floor(q / 2^shift + 1/2)) to [nested_low, nested_high]
// (Double Rounding, arXiv 2502.01199). The value is step 2^shift q.
struct Grid {
  float low = 0;
  float high = 0;
  int shift = 0;
  float nested_low = 0;
  float nested_high = 0;
};

// Signed: [-2^(bits-1), 2^(bits-1) - 1]; unsigned: [0, 2^bits - 1].
Grid grid_of(int bits, bool is_signed);
// Weights of `bits` bits nested in those of 8.
Grid nested_grid(int bits);

// out[i] = the grid's value nearest to v[i].
void quantize(const float* v, float* out, std::int64_t count, float step, const Grid& grid);

// Gradients of that (LSQ, Esser et al., arXiv 1902.08153, section 2.1): grad_v[i] = grad[i] where v
// lies inside of the grid, else 0. Returns the sum of grad[i] d out[i] / d step, which is q - v /
// step inside and the bound outside.
double quantize_backward(const float* v, const float* grad, float* grad_v, std::int64_t count,
                         float step, const Grid& grid);

}  // namespace requant::train
