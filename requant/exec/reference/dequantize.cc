#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/kernels.h"

namespace requant::exec::reference {

// scale * (stored - zero_point) in float64, rounded to float32.
std::unique_ptr<Kernel> make_dequantize(const NodeContext& context) {
  const Tensor& input = context.input(0);
  require_activation(context, input);
  if (context.output().type != DataType::float32) {
    context.refuse("tensor '" + context.output().name + "' is not float32");
  }
  return make_kernel([operand = Operand(context, 0), step = static_cast<double>(scale(input)),
                      zero = zero_point(input),
                      shape = context.output().shape](std::span<const Array* const> inputs) {
    const auto values = load<std::int32_t>(operand.get(inputs), zero);
    Array result(DataType::float32, shape);
    const auto reals = result.as<float>();
    for (std::size_t i = 0; i < values.size(); ++i) reals[i] = static_cast<float>(step * values[i]);
    return result;
  });
}

}  // namespace requant::exec::reference
