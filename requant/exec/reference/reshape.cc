#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {

std::unique_ptr<Kernel> make_reshape(const NodeContext& context) {
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  if (input.shape.count() != output.shape.count()) {
    context.refuse("cannot reshape " + input.shape.text() + " to " + output.shape.text());
  }
  const GridOperand operand(context);
  return make_kernel([operand, shape = output.shape](std::span<const Array* const> inputs) {
    Array result = operand.get(inputs);
    result.shape = shape;
    return result;
  });
}

}  // namespace requant::exec::reference
