#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// 1 / (1 + exp(-x)). Output: the shape of x; int8 and uint8 have scale 1/256 and the lowest zero
// point.
// Constraints: those of infer_unary.
struct Logistic {
  friend bool operator==(const Logistic&, const Logistic&) = default;
};

std::optional<Shape> infer_output(const Logistic& op, NodeCheck& node);

}  // namespace requant
