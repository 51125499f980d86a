#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// x * relu6(x + 3) / 6. Output: the shape of x.
// Constraints: those of infer_unary.
struct HardSwish {
  friend bool operator==(const HardSwish&, const HardSwish&) = default;
};

std::optional<Shape> infer_output(const HardSwish& op, NodeCheck& node);

}  // namespace requant
