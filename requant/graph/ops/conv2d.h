#pragma once

#include "requant/graph/ops/common.h"
#include "requant/graph/ops/infer.h"

namespace requant {

// 2-D convolution. Inputs: x NHWC; weights OHWI (I may be C / groups); bias [O], optional.
// Output: NHWO.
// Constraints (and those of window_output and weight_types):
//   C1: x and weights have rank 4.
//   C2: the channels of x are a multiple of the weights' I, and O is a multiple of that many
//   groups.
struct Conv2d {
  Window window;
  Activation activation = Activation::none;
  friend bool operator==(const Conv2d&, const Conv2d&) = default;
};

std::optional<Shape> infer_output(const Conv2d& op, NodeCheck& node);

}  // namespace requant
