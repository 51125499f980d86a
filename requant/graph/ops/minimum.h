#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// The lesser of x and y, elementwise with broadcasting. Inputs: x, y (often a constant: a clamp).
// Output: the broadcast shape. Inputs and output have the same quantization. Constraints: those of
// infer_broadcast.
struct Minimum {
  friend bool operator==(const Minimum&, const Minimum&) = default;
};

std::optional<Shape> infer_output(const Minimum& op, NodeCheck& node);

}  // namespace requant
