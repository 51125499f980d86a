#pragma once

#include "requant/graph/ops/common.h"

namespace requant {

// 2-D convolution. Inputs: x NHWC; weights OHWI (I may be C / groups); bias [O], optional.
// Output: NHWO.
struct Conv2d {
  Window window;
  Activation activation = Activation::none;
  friend bool operator==(const Conv2d&, const Conv2d&) = default;
};

}  // namespace requant
