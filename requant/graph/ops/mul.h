#pragma once

#include "requant/graph/ops/common.h"
#include "requant/graph/ops/infer.h"

namespace requant {

// x * y, elementwise with broadcasting. Inputs: x, y. Output: the broadcast shape.
// Constraints: those of infer_broadcast.
struct Mul {
  Activation activation = Activation::none;
  friend bool operator==(const Mul&, const Mul&) = default;
};

std::optional<Shape> infer_output(const Mul& op, NodeCheck& node);

}  // namespace requant
