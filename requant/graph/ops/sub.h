#pragma once

#include "requant/graph/ops/common.h"

namespace requant {

// x - y, elementwise with broadcasting. Inputs: x, y. Output: the broadcast shape.
struct Sub {
  Activation activation = Activation::none;
  friend bool operator==(const Sub&, const Sub&) = default;
};

}  // namespace requant
