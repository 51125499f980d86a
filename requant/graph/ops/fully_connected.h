#pragma once

#include "requant/graph/ops/common.h"
#include "requant/graph/ops/infer.h"

namespace requant {

// y = x w^T + b. Inputs: x with a multiple of I elements; weights [O, I]; bias [O], optional.
// Output: [batch, O], or x's leading dimensions and O where keep_num_dims.
// Constraints (and those of weight_types):
//   C1: weights have rank 2.
//   C2: the elements of x are a multiple of I.
//   C3: where keep_num_dims, the last dimension of x is I.
struct FullyConnected {
  Activation activation = Activation::none;
  bool keep_num_dims = false;
  friend bool operator==(const FullyConnected&, const FullyConnected&) = default;
};

std::optional<Shape> infer_output(const FullyConnected& op, NodeCheck& node);

}  // namespace requant
