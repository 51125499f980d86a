#pragma once

#include "requant/graph/ops/common.h"

namespace requant {

// y = x w^T + b. Inputs: x with a multiple of I elements; weights [O, I]; bias [O], optional.
// Output: [batch, O], or x's leading dimensions and O where keep_num_dims.
struct FullyConnected {
  Activation activation = Activation::none;
  bool keep_num_dims = false;
  friend bool operator==(const FullyConnected&, const FullyConnected&) = default;
};

}  // namespace requant
