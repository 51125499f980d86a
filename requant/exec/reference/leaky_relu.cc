#include <cmath>

#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {

// tflite: each side has its own rescale (source: QuantizeLeakyRelu in tensorflow
// lite/kernels/internal/reference/leaky_relu.h).
std::unique_ptr<Kernel> make_leaky_relu(const NodeContext& context) {
  require_unary(context);
  const float alpha = context.op<LeakyRelu>().alpha;
  if (context.rule.function == ArithmeticRule::Function::real) {
    return make_real_function_kernel(context, [alpha](double x) { return x >= 0 ? x : alpha * x; });
  }
  if (context.rule.function == ArithmeticRule::Function::onnxruntime) {
    return make_dequantized_kernel(context, [alpha](float x) { return x >= 0 ? x : alpha * x; });
  }
  const arith::RescaleRule& rule = context.rule.rescale;
  const std::int64_t from = zero_point(context.input(0));
  const std::int64_t to = zero_point(context.output());
  const auto rescale = [&](float factor) {
    return arith::make_rescale(arith::effective_scale(scale(context.input(0)), factor,
                                                      scale(context.output()), rule.scale_product),
                               rule);
  };
  const arith::Rescale identity = rescale(1.0F);
  const arith::Rescale slope = rescale(std::abs(alpha));
  return make_table_kernel(context, [&](std::int64_t v) {
    const std::int64_t x = v - from;
    if (x >= 0) return identity.apply(x) + to;
    return (alpha < 0 ? -slope.apply(x) : slope.apply(x)) + to;
  });
}

}  // namespace requant::exec::reference
