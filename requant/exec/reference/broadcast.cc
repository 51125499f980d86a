#include "requant/exec/reference/broadcast.h"

namespace requant::exec::reference {
namespace {

// Strides of an operand over the dimensions of the output, 0 where it has one element for many.
std::vector<std::int64_t> strides(const NodeContext& context, const Shape& operand,
                                  const Shape& output) {
  std::vector<std::int64_t> result(output.dims.size(), 0);
  const int lead = output.rank() - operand.rank();
  std::int64_t stride = 1;
  for (int d = operand.rank() - 1; d >= 0; --d) {
    const bool repeated = operand[d] == 1;
    if (lead + d < 0 || (!repeated && operand[d] != output[lead + d])) {
      context.refuse("shape " + operand.text() + " does not broadcast to " + output.text());
    }
    result[static_cast<std::size_t>(lead + d)] = repeated ? 0 : stride;
    stride *= operand[d];
  }
  return result;
}

}  // namespace

Broadcast::Broadcast(const NodeContext& context, const Shape& x, const Shape& y,
                     const Shape& output)
    : dims_(output.dims),
      x_strides_(strides(context, x, output)),
      y_strides_(strides(context, y, output)),
      count_(static_cast<std::size_t>(output.count())) {}

Elementwise::Elementwise(const NodeContext& context, Activation activation)
    : x(context, 0),
      y(context, 1),
      x_zero_point(reference::zero_point(context.input(0))),
      y_zero_point(reference::zero_point(context.input(1))),
      broadcast(context, context.input(0).shape, context.input(1).shape, context.output().shape),
      zero_point(reference::zero_point(context.output())),
      range{},
      type(context.output().type),
      shape(context.output().shape) {
  require_unary(context);
  require_activation(context, context.input(1));
  range = activation_range(activation, context.output());
}

}  // namespace requant::exec::reference
