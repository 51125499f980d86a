// Rescales that TensorFlow Lite's reference kernels derive for sums and means.
#pragma once

#include "requant/arith/rescale.h"

namespace requant::arith {

// Two operands, each stored - zero_point shifted left by `left_shift`, onto half of the greater
// scale, and their sum onto the output's (source: tensorflow/lite/kernels/add.cc, Prepare).
struct SumRescales {
  Rescale x;
  Rescale y;
  Rescale output;
};
SumRescales sum_rescales(float x_scale, float y_scale, float output_scale, int left_shift,
                         const RescaleRule& rule);

// A fixed-point rescale of a sum of `count` values as one of their mean: 1 / count goes into the
// multiplier, truncated (source: QuantizedMeanOrSum in
// tensorflow/lite/kernels/internal/reference/reduce.h). count > 0.
Rescale divided(Rescale rescale, std::int64_t count);

}  // namespace requant::arith
