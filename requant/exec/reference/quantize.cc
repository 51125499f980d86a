#include <algorithm>

#include "requant/arith/rounding.h"
#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/output_stage.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {
namespace {

// round(real / scale) in float32, by the rounding of the rule, plus the zero point. NaN becomes the
// zero point.
std::unique_ptr<Kernel> make_from_float(const NodeContext& context) {
  const Tensor& output = context.output();
  require_activation(context, output);
  const StoredRange range = activation_range(Activation::none, output);
  return make_kernel([range, step = scale(output), zero = zero_point(output), type = output.type,
                      rounding = context.rule.rescale.rounding,
                      shape = output.shape](std::span<const Array* const> inputs) {
    const auto reals = inputs[0]->as<float>();
    std::vector<std::int64_t> stored(reals.size());
    for (std::size_t i = 0; i < reals.size(); ++i) {
      const std::int64_t rounded = arith::round_to_int32(reals[i] / step, rounding);
      stored[i] = std::clamp(rounded + zero, range.min, range.max);
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
