#pragma once

#include "requant/graph/ops/common.h"
#include "requant/graph/ops/infer.h"

namespace requant {

// x - y, elementwise with broadcasting. Inputs: x, y. Output: the broadcast shape.
// Constraints: those of infer_broadcast.
struct Sub {
  Activation activation = Activation::none;
  friend bool operator==(const Sub&, const Sub&) = default;
};

std::optional<Shape> infer_output(const Sub& op, NodeCheck& node);

}  // namespace requant
