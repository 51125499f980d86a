// Softmax of 8 bits as ONNX Runtime's QLinearSoftmax computes it.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "requant/exec/reference/context.h"

namespace requant::exec::reference {

// A table of exponentials in float32 stands for the greatest value of a row; the exponentials of
// the row are summed in its order, each is divided by the sum, multiplied by floor(1 / s_output),
// and rounded to even (source: onnxruntime contrib_ops/cpu/quantization/qlinear_softmax.cc; the
// division before the multiplication, and saturation, as ONNX Runtime 1.32 computes).
class SoftmaxLookup {
 public:
  // `factor` is beta * s_input, `depth` the length of a row.
  SoftmaxLookup(float factor, std::int64_t depth, const Tensor& output);

  void operator()(std::span<const std::int32_t> values, std::span<std::int32_t> stored) const;

 private:
  std::array<float, 256> exponentials_{};  // of a value 255 - i below the greatest
  float levels_;                           // floor(1 / s_output)
  std::int64_t zero_point_;
  arith::IntegerType range_;
};

}  // namespace requant::exec::reference
