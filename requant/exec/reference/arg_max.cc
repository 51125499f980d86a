#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/kernels.h"

namespace requant::exec::reference {

std::unique_ptr<Kernel> make_arg_max(const NodeContext& context) {
  const auto& op = context.op<ArgMax>();
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  require_activation(context, input);
  if (output.type != DataType::int32 && output.type != DataType::int64) {
    context.refuse("indices are int32 or int64, tensor '" + output.name + "' is neither");
  }
  const int axis = static_cast<int>(op.axis);
  const auto count = static_cast<std::size_t>(input.shape[axis]);
  std::size_t inner = 1;
  for (int d = axis + 1; d < input.shape.rank(); ++d) {
    inner *= static_cast<std::size_t>(input.shape[d]);
  }
  return make_kernel([operand = Operand(context, 0), count, inner, sign = op.minimum ? -1 : 1,
                      type = output.type,
                      shape = output.shape](std::span<const Array* const> inputs) {
    const auto values = load<std::int32_t>(operand.get(inputs), 0);
    std::vector<std::int64_t> best;
    for (std::size_t o = 0; o < values.size(); o += count * inner) {
      for (std::size_t i = 0; i < inner; ++i) {
        std::size_t index = 0;
        for (std::size_t k = 1; k < count; ++k) {
          const bool better =
              sign * values[o + k * inner + i] > sign * values[o + index * inner + i];
          if (better) index = k;
        }
        best.push_back(static_cast<std::int64_t>(index));
      }
    }
    Array result(type, shape);
    store<std::int64_t>(result, 0, best);
    return result;
  });
}

}  // namespace requant::exec::reference
