#include <cmath>

#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/real_quantizer.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {
namespace {

// NaN becomes the zero point; in ONNX Runtime's arithmetic the lowest value.
std::unique_ptr<Kernel> make_from_float(const NodeContext& context) {
  const Tensor& output = context.output();
  require_activation(context, output);
  const RealQuantizer quantize(context, Activation::none);
  const bool nan_is_lowest = context.rule.function == ArithmeticRule::Function::onnxruntime;
  const std::int64_t nan = nan_is_lowest ? quantize.range.min : quantize.zero_point;
  return make_kernel([quantize, nan, type = output.type,
                      shape = output.shape](std::span<const Array* const> inputs) {
    const auto reals = inputs[0]->as<float>();
    std::vector<std::int64_t> stored(reals.size());
    for (std::size_t i = 0; i < reals.size(); ++i) {
      stored[i] = std::isnan(reals[i]) ? nan : quantize(reals[i]);
    }
    Array result(type, shape);
    store<std::int64_t>(result, 0, stored);
    return result;
  });
}

}  // namespace

std::unique_ptr<Kernel> make_quantize(const NodeContext& context) {
  const Tensor& input = context.input(0);
  if (input.type == DataType::float32 && !input.is_constant()) return make_from_float(context);
  if (context.rule.operands != Operands::rescaled) {
    return make_dequantized_kernel(context, [](float x) { return x; });
  }
  require_unary(context);
  const arith::RescaleRule& rule = context.rule.rescale;
  const std::int64_t from = zero_point(input);
  const std::int64_t to = zero_point(context.output());
  const arith::Rescale rescale = arith::make_rescale(
      arith::effective_scale(scale(input), 1.0F, scale(context.output()), rule.scale_product),
      rule);
  return make_table_kernel(context, [&](std::int64_t v) { return rescale.apply(v - from) + to; });
}

}  // namespace requant::exec::reference
