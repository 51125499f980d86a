// Sums to means.
#pragma once

#include "requant/exec/reference/output_stage.h"

namespace requant::exec::reference {

// A sum of `count` differences stored - zero_point of input 0, on the output's grid: the mean,
// before the output's zero point. By the rule of the node: fixed_point: 1 / count goes into the
// multiplier, truncated (source: QuantizedMeanOrSum in
//   tensorflow lite/kernels/internal/reference/reduce.h).
// power_of_two: the exact quotient is rounded once by the rule's division.
// float32 with operands `folded`: the multiplier is s_x / (s_y * count) in float32 (source:
// onnxruntime
//   mlas/lib/qlgavgpool.cpp); else float32 and float64: the effective scale divided by count.
class Divider {
 public:
  Divider(const NodeContext& context, std::int64_t count);
  std::int64_t divide(std::int64_t sum) const;

 private:
  ArithmeticRule rule_;
  std::int64_t count_;
  arith::Rescale rescale_;
};

// Whether an average_pool2d is a mean over the image that its rule takes by a Divider. Throws Error
// where its shapes do not fit.
bool divides_global_pool(const NodeContext& context);

}  // namespace requant::exec::reference
