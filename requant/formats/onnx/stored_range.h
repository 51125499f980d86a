// The stored values that an activation lets through.
#pragma once

#include <cstdint>

#include "requant/graph/op.h"
#include "requant/graph/tensor.h"

namespace requant::formats::onnx {

struct StoredRange {
  std::int64_t min = 0;
  std::int64_t max = 0;
};

// Bounds zero_point + round(f / scale), ties away from zero, within the range of the type (as
// Activation says). `output` is quantized.
StoredRange stored_range(Activation activation, const Tensor& output);

}  // namespace requant::formats::onnx
