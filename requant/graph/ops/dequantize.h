#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// From a quantized tensor to float32. Output: the shape of x.
// Constraints:
//   C1: x is integer or float16.
//   C2: the output is float.
struct Dequantize {
  friend bool operator==(const Dequantize&, const Dequantize&) = default;
};

std::optional<Shape> infer_output(const Dequantize& op, NodeCheck& node);

}  // namespace requant
