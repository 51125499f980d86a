#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// Batch normalization of inference, of floating point alone, with C channels in the last dimension:
// y[..., c] = scale[c] (x[..., c] - mean[c]) / sqrt(variance[c] + epsilon) + bias[c].
// Inputs: x [..., C]; scale, bias, mean and variance [C], constants. Output: the shape of x.
// Constraints:
//   C1: x and the output have the same floating-point type.
//   C2: scale, bias, mean and variance are constants of floating point.
//   C3: they have one value for each channel.
//   C4: epsilon is finite and at least 0.
// Source: ONNX BatchNormalization with training_mode 0.
struct BatchNorm {
  double epsilon = 1e-5;
  friend bool operator==(const BatchNorm&, const BatchNorm&) = default;
};

std::optional<Shape> infer_output(const BatchNorm& op, NodeCheck& node);

}  // namespace requant
