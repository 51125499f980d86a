#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// From float, or from another quantization, to the output's quantization. Output: the shape of x.
// Constraints:
//   C1: x is float or integer.
//   C2: the output is integer.
struct Quantize {
  friend bool operator==(const Quantize&, const Quantize&) = default;
};

std::optional<Shape> infer_output(const Quantize& op, NodeCheck& node);

}  // namespace requant
