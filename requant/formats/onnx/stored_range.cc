#include "requant/formats/onnx/stored_range.h"

#include <algorithm>
#include <cmath>

namespace requant::formats::onnx {

StoredRange stored_range(Activation activation, const Tensor& output) {
  const arith::IntegerType type = integer_type(output.type);
  StoredRange range{type.min(), type.max()};
  const auto bound = [&](float real) {
    const float steps = std::round(real / output.quantization->scale_at(0));
    const auto limit = static_cast<float>(type.max() - type.min());
    return std::clamp(output.quantization->zero_point_at(0) +
                          static_cast<std::int64_t>(std::clamp(steps, -limit, limit)),
                      type.min(), type.max());
  };
  if (activation == Activation::none) return range;
  range.min = bound(activation == Activation::relu_n1_to_1 ? -1.0F : 0.0F);
  if (activation == Activation::relu6) range.max = bound(6.0F);
  if (activation == Activation::relu_n1_to_1) range.max = bound(1.0F);
  return range;
}

}  // namespace requant::formats::onnx
