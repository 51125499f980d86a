#include "requant/exec/reference/kernels.h"

namespace requant::exec::reference {

std::unique_ptr<Kernel> make_reshape(const NodeContext& context) {
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  if (input.shape.count() != output.shape.count() || input.type != output.type) {
    context.refuse("cannot reshape " + input.shape.text() + " to " + output.shape.text());
  }
  const Operand operand(context, 0);
  return make_kernel([operand, shape = output.shape](std::span<const Array* const> inputs) {
    Array result = operand.get(inputs);
    result.shape = shape;
    return result;
  });
}

}  // namespace requant::exec::reference
