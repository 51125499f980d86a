#pragma once

#include "requant/graph/ops/common.h"

namespace requant {

// Depthwise convolution. Inputs: x NHWC; weights 1HWO with O = C * depth_multiplier; bias [O],
// optional. Output: NHWO; output channel c * depth_multiplier + m comes from input channel c.
struct DepthwiseConv2d {
  Window window;
  std::int64_t depth_multiplier = 1;
  Activation activation = Activation::none;
  friend bool operator==(const DepthwiseConv2d&, const DepthwiseConv2d&) = default;
};

}  // namespace requant
