#include <algorithm>

#include "requant/exec/reference/kernels.h"
#include "requant/exec/reference/real_quantizer.h"
#include "requant/exec/reference/table.h"

namespace requant::exec::reference {
namespace {

// How the stored values of one input become those of the output; the identity where both have the
// same quantization. Operands that are not rescaled are dequantized and quantized. float32:
// round(stored * scale + bias) with scale = s_x * (1 / s_y) and bias = -z_x * scale in float32
// (source: ConcatenationWithScaling in tensorflow
// lite/kernels/internal/reference/concatenation.h); other forms rescale.
std::function<std::int64_t(std::int64_t)> conversion(const NodeContext& context,
                                                     const Tensor& input) {
  const Tensor& output = context.output();
  const std::int64_t from = zero_point(input);
  const std::int64_t to = zero_point(output);
  const arith::RescaleRule& rule = context.rule.rescale;
  if (scale(input) == scale(output)) return [=](std::int64_t v) { return v - from + to; };
  if (context.rule.operands != Operands::rescaled) {
    return [=, step = scale(input), quantize = RealQuantizer(context, Activation::none)](
               std::int64_t v) { return quantize(step * static_cast<float>(v - from)); };
  }
  if (rule.form == arith::MultiplierForm::float32) {
    const float factor = scale(input) * (1.0F / scale(output));
    const float bias = static_cast<float>(-from) * factor;
    return [=, rounding = rule.rounding](std::int64_t v) {
      const float real = static_cast<float>(v) * factor + bias;
      return arith::round_to_int32(real, rounding) + to;
    };
  }
  const double m = arith::effective_scale(scale(input), 1.0F, scale(output), rule.scale_product);
  return [=, rescale = arith::make_rescale(m, rule)](std::int64_t v) {
    return rescale.apply(v - from) + to;
  };
}

struct Part {
  Operand operand;
  std::optional<ValueTable> table;  // none: bytes are copied
  std::size_t block;                // bytes of one index of the dimensions before the axis

  Array get(std::span<const Array* const> inputs) const {
    const Array& array = operand.get(inputs);
    return table ? table->apply(array) : array;
  }
};

Part make_part(const NodeContext& context, int i, int axis) {
  const Tensor& input = context.input(i);
  const Tensor& output = context.output();
  const Activation activation = context.op<Concat>().activation;
  std::int64_t elements = 1;
  for (int d = axis; d < input.shape.rank(); ++d) elements *= input.shape[d];
  Part part{Operand(context, i), std::nullopt,
            storage_bytes(output.type, static_cast<std::size_t>(elements))};
  const bool same = input.type == output.type && input.quantization == output.quantization &&
                    stores_all(output, input);
  if (same && activation == Activation::none) return part;
  require_activation(context, input);
  require_activation(context, output);
  const auto convert = conversion(context, input);
  const StoredRange range = activation_range(activation, output);
  part.table.emplace(input, output,
                     [&](std::int64_t v) { return std::clamp(convert(v), range.min, range.max); });
  return part;
}

}  // namespace

std::unique_ptr<Kernel> make_concat(const NodeContext& context) {
  const int axis = static_cast<int>(context.op<Concat>().axis);
  const Tensor& output = context.output();
  if (bit_width(output.type) < 8) context.refuse("packed types cannot be concatenated");
  std::vector<Part> parts;
  std::size_t row = 0;
  for (int i = 0; i < static_cast<int>(context.node.inputs.size()); ++i) {
    parts.push_back(make_part(context, i, axis));
    row += parts.back().block;
  }
  return make_kernel([parts, row, type = output.type,
                      shape = output.shape](std::span<const Array* const> inputs) {
    Array result(type, shape);
    std::size_t column = 0;
    for (const Part& part : parts) {
      const Array from = part.get(inputs);
      for (std::size_t r = 0; r * part.block < from.bytes.size(); ++r) {
        std::copy_n(from.bytes.begin() + static_cast<std::ptrdiff_t>(r * part.block), part.block,
                    result.bytes.begin() + static_cast<std::ptrdiff_t>(r * row + column));
      }
      column += part.block;
    }
    return result;
  });
}

}  // namespace requant::exec::reference
