#include "requant/exec/reference/folded.h"

#include <cmath>

namespace requant::exec::reference {
namespace {

// Whether x has one element for a run of elements of y, which is then the runtime's first operand.
bool repeats_x(const NodeContext& context) {
  const Shape& x = context.input(0).shape;
  const Shape& y = context.input(1).shape;
  const int rank = context.output().shape.rank();
  // The extent along a dimension of the output, counted from the last.
  const auto extent = [](const Shape& shape, int d) {
    return d < shape.rank() ? shape[shape.rank() - 1 - d] : 1;
  };
  for (int d = 0; d < rank; ++d) {
    if (extent(x, d) > 1 || extent(y, d) > 1) return extent(x, d) == 1;
  }
  return false;
}

}  // namespace

std::int64_t folded_origin(const NodeContext& context) {
  return context.rule.signed_as_unsigned ? integer_type(context.output().type).min() : 0;
}

// The source of the order, and of what is fused: onnxruntime
// mlas/lib/intrinsics/avx2/qladd_avx2.cpp as GCC compiles it with FMA, and
// contrib_ops/cpu/quantization/qlinear_binary_op.cc for the order of the operands.
FoldedSum::FoldedSum(const NodeContext& context, int sign)
    : x_ratio(scale(context.input(0)) / scale(context.output())),
      y_ratio(static_cast<float>(sign) * scale(context.input(1)) / scale(context.output())),
      x_first(repeats_x(context)) {
  const std::int64_t origin = folded_origin(context);
  const auto zero = [&](const Tensor& tensor) {
    return static_cast<float>(zero_point(tensor) - origin);
  };
  const float x_zero = zero(context.input(0));
  const float y_zero = zero(context.input(1));
  const float zeros = x_first ? std::fma(y_ratio, y_zero, x_ratio * x_zero)
                              : std::fma(x_ratio, x_zero, y_ratio * y_zero);
  offset = zero(context.output()) - zeros;
}

float FoldedSum::operator()(float x, float y) const {
  return x_first ? std::fma(y, y_ratio, std::fma(x, x_ratio, offset))
                 : std::fma(x, x_ratio, std::fma(y, y_ratio, offset));
}

}  // namespace requant::exec::reference
