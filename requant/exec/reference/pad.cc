#include "requant/exec/reference/gather.h"
#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {
namespace {

// The input element of every output element, -1 in the padding.
std::vector<std::int64_t> padded_sources(const Pad& op, const Shape& input, const Shape& output) {
  std::vector<std::int64_t> sources{0};
  const auto strides = row_major_strides(input);
  for (std::size_t d = 0; d < op.paddings.size(); ++d) {
    std::vector<std::int64_t> next;
    const std::int64_t before = op.paddings[d].first;
    for (const std::int64_t base : sources) {
      for (std::int64_t o = 0; o < output.dims[d]; ++o) {
        const std::int64_t i = o - before;
        const bool inside = base >= 0 && i >= 0 && i < input.dims[d];
        next.push_back(inside ? base + i * strides[d] : -1);
      }
    }
    sources = std::move(next);
  }
  return sources;
}

}  // namespace

std::unique_ptr<Kernel> make_pad(const NodeContext& context) {
  const auto& op = context.op<Pad>();
  const Tensor& input = context.input(0);
  const Tensor& output = context.output();
  if (static_cast<int>(op.paddings.size()) != input.shape.rank() || bit_width(output.type) < 8) {
    context.refuse("its paddings do not fit an input of shape " + input.shape.text());
  }
  if (!is_integer(output.type)) context.refuse("only quantized tensors can be padded");
  const std::int64_t fill = stored_range(output).saturate(
      op.has_value ? op.value - zero_point(input) + zero_point(output) : zero_point(output));
  return make_kernel([fill, operand = GridOperand(context), shape = output.shape,
                      sources = padded_sources(op, input.shape, output.shape)](
                         std::span<const Array* const> inputs) {
    return gather(operand.get(inputs), sources, shape, fill);
  });
}

}  // namespace requant::exec::reference
