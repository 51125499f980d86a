#pragma once

#include "requant/graph/ops/common.h"
#include "requant/graph/ops/infer.h"

namespace requant {

// Depthwise convolution. Inputs: x NHWC; weights 1HWO with O = C * depth_multiplier; bias [O],
// optional. Output: NHWO; output channel c * depth_multiplier + m comes from input channel c.
// Constraints (and those of window_output and weight_types):
//   C1: x and weights have rank 4.
//   C2: the first dimension of the weights is 1.
//   C3: O = C * depth_multiplier.
struct DepthwiseConv2d {
  Window window;
  std::int64_t depth_multiplier = 1;
  Activation activation = Activation::none;
  friend bool operator==(const DepthwiseConv2d&, const DepthwiseConv2d&) = default;
};

std::optional<Shape> infer_output(const DepthwiseConv2d& op, NodeCheck& node);

}  // namespace requant
