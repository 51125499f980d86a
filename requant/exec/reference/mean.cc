#include <algorithm>

#include "requant/exec/reference/broadcast.h"
#include "requant/exec/reference/divider.h"
#include "requant/exec/reference/kernels.h"

namespace requant::exec::reference {
namespace {

// The input's shape with 1 along the axes.
Shape reduced_shape(const Shape& input, const std::vector<std::int64_t>& axes) {
  Shape result = input;
  for (const std::int64_t axis : axes) result[static_cast<int>(axis)] = 1;
  return result;
}

}  // namespace

std::unique_ptr<Kernel> make_mean(const NodeContext& context) {
  require_unary(context);
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  const Shape reduced = reduced_shape(input.shape, context.op<Mean>().axes);
  if (reduced.count() != output.shape.count()) {
    context.refuse("the mean of " + input.shape.text() + " over its axes is not " +
                   output.shape.text());
  }
  const Divider divider(context, input.shape.count() / reduced.count());
  const Broadcast spread(context, reduced, reduced, input.shape);
  const StoredRange range = activation_range(Activation::none, output);
  return make_kernel([=, operand = Operand(context, 0), zero = zero_point(input),
                      output_zero = zero_point(output), type = output.type,
                      shape = output.shape](std::span<const Array* const> inputs) {
    const auto values = load<std::int64_t>(operand.get(inputs), zero);
    std::vector<std::int64_t> sums(static_cast<std::size_t>(shape.count()));
    spread.for_each([&](std::size_t i, std::size_t o, std::size_t) { sums[o] += values[i]; });
    for (std::int64_t& sum : sums) {
      sum = std::clamp(divider.divide(sum) + output_zero, range.min, range.max);
    }
    Array result(type, shape);
    store<std::int64_t>(result, 0, sums);
    return result;
  });
}

}  // namespace requant::exec::reference
