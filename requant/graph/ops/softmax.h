#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// exp(beta x) over its sum along the last dimension. Output: the shape of x; 8 bits have scale
// 1/256 and the lowest zero point, int16 has 1/32768 and 0.
// Constraints: those of infer_unary, and
//   C2: x has at least one dimension.
//   C3: beta is finite and > 0.
struct Softmax {
  float beta = 1;
  friend bool operator==(const Softmax&, const Softmax&) = default;
};

std::optional<Shape> infer_output(const Softmax& op, NodeCheck& node);

}  // namespace requant
