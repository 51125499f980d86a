#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// x where x >= 0, alpha * x elsewhere. Output: the shape of x.
// Constraints: those of infer_unary, and
//   C2: alpha is finite.
struct LeakyRelu {
  float alpha = 0;
  friend bool operator==(const LeakyRelu&, const LeakyRelu&) = default;
};

std::optional<Shape> infer_output(const LeakyRelu& op, NodeCheck& node);

}  // namespace requant
