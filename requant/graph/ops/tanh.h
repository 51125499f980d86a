#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// tanh(x). Output: the shape of x; int8 has scale 1/128 and zero point 0.
// Constraints: those of infer_unary.
struct Tanh {
  friend bool operator==(const Tanh&, const Tanh&) = default;
};

std::optional<Shape> infer_output(const Tanh& op, NodeCheck& node);

}  // namespace requant
