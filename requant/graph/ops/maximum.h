#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// The greater of x and y, elementwise with broadcasting. Inputs: x, y (often a constant: a clamp).
// Output: the broadcast shape. Inputs and output have the same quantization. Constraints: those of
// infer_broadcast.
struct Maximum {
  friend bool operator==(const Maximum&, const Maximum&) = default;
};

std::optional<Shape> infer_output(const Maximum& op, NodeCheck& node);

}  // namespace requant
