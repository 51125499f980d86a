// Constants in another order of dimensions.
#pragma once

#include <vector>

#include "requant/graph/tensor.h"

namespace requant::formats::onnx {

// Dimension i of the result is dimension order[i] of the constant; its quantized axis moves along.
Tensor permuted(const Tensor& constant, const std::vector<int>& order);
// The same elements in another shape. A per-channel quantization keeps its axis if the dimension
// still exists, the only one of that size. Throws Error where it does not.
Tensor reshaped(Tensor constant, const Shape& shape);

}  // namespace requant::formats::onnx
