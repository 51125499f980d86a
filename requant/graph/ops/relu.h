#pragma once

#include "requant/graph/ops/common.h"

namespace requant {

// A clamp as an op of its own. Input: x. Output: the shape of x, with its own quantization.
struct Relu {
  Activation activation = Activation::relu;  // not none
  friend bool operator==(const Relu&, const Relu&) = default;
};

}  // namespace requant
