#pragma once

#include "requant/graph/ops/common.h"
#include "requant/graph/ops/infer.h"

namespace requant {

// A clamp as an op of its own. Input: x. Output: the shape of x, with its own quantization.
// Constraints: those of infer_unary, and
//   C2: the activation is not none.
struct Relu {
  Activation activation = Activation::relu;  // not none
  friend bool operator==(const Relu&, const Relu&) = default;
};

std::optional<Shape> infer_output(const Relu& op, NodeCheck& node);

}  // namespace requant
