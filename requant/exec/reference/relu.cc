#include <algorithm>

#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/output_stage.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {

std::unique_ptr<Kernel> make_relu(const NodeContext& context) {
  require_unary(context);
  if (context.rule.operands != Operands::rescaled) {
    const RealRange bounds = real_bounds(context.op<Relu>().activation);
    return make_dequantized_kernel(
        context, [bounds](float x) { return std::clamp(x, bounds.min, bounds.max); });
  }
  const arith::RescaleRule& rule = context.rule.rescale;
  const std::int64_t from = zero_point(context.input(0));
  const std::int64_t to = zero_point(context.output());
  const StoredRange range = activation_range(context.op<Relu>().activation, context.output());
  const arith::Rescale rescale =
      arith::make_rescale(arith::effective_scale(scale(context.input(0)), 1.0F,
                                                 scale(context.output()), rule.scale_product),
                          rule);
  return make_table_kernel(context, [&](std::int64_t v) {
    return std::clamp(rescale.apply(v - from) + to, range.min, range.max);
  });
}

}  // namespace requant::exec::reference
