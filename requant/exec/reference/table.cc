#include "requant/exec/reference/table.h"

#include "requant/arith/rounding.h"
#include "requant/exec/reference/elements.h"
#include "requant/exec/reference/real_quantizer.h"

namespace requant::exec::reference {

ValueTable::ValueTable(const Tensor& input, const Tensor& output,
                       const std::function<std::int64_t(std::int64_t)>& function)
    : lowest_(integer_type(input.type).min()), output_(output.type) {
  const arith::IntegerType from = integer_type(input.type);
  const arith::IntegerType to = stored_range(output);
  for (std::int64_t stored = from.min(); stored <= from.max(); ++stored) {
    values_.push_back(static_cast<std::int32_t>(to.saturate(function(stored))));
  }
}

Array ValueTable::apply(const Array& input) const {
  auto indices = load<std::int32_t>(input, lowest_);
  for (std::int32_t& index : indices) index = values_[static_cast<std::size_t>(index)];
  Array output(output_, input.shape);
  store<std::int32_t>(output, 0, indices);
  return output;
}

std::unique_ptr<Kernel> make_table_kernel(
    const NodeContext& context, const std::function<std::int64_t(std::int64_t)>& function) {
  require_unary(context);
  const ValueTable table(context.input(0), context.output(), function);
  return make_kernel([table, operand = Operand(context, 0),
                      shape = context.output().shape](std::span<const Array* const> inputs) {
    Array output = table.apply(operand.get(inputs));
    output.shape = shape;
    return output;
  });
}

std::unique_ptr<Kernel> make_real_function_kernel(const NodeContext& context,
                                                  const std::function<double(double)>& function) {
  require_unary(context);
  const double input_scale = scale(context.input(0));
  const double output_scale = scale(context.output());
  const std::int64_t input_zero_point = zero_point(context.input(0));
  const std::int64_t output_zero_point = zero_point(context.output());
  return make_table_kernel(context, [&](std::int64_t stored) {
    const double real = function(input_scale * static_cast<double>(stored - input_zero_point));
    return output_zero_point +
           arith::round_to_int32(real / output_scale, arith::Rounding::half_even);
  });
}

std::unique_ptr<Kernel> make_float_table_kernel(const NodeContext& context,
                                                const std::function<float(float)>& function) {
  require_unary(context);
  const float input_scale = scale(context.input(0));
  const float inverse_output_scale = 1.0F / scale(context.output());
  const std::int64_t input_zero_point = zero_point(context.input(0));
  const std::int64_t output_zero_point = zero_point(context.output());
  return make_table_kernel(context, [&](std::int64_t stored) {
    const float value = function(input_scale * static_cast<float>(stored - input_zero_point));
    return arith::round_to_int32(value * inverse_output_scale, arith::Rounding::half_away) +
           output_zero_point;
  });
}

std::unique_ptr<Kernel> make_dequantized_kernel(const NodeContext& context,
                                                const std::function<float(float)>& function) {
  require_unary(context);
  const float input_scale = scale(context.input(0));
  const std::int64_t zero = zero_point(context.input(0));
  const RealQuantizer quantize(context, Activation::none);
  return make_table_kernel(context, [&](std::int64_t stored) {
    return quantize(function(input_scale * static_cast<float>(stored - zero)));
  });
}

GridChange::GridChange(const NodeContext& context, const Tensor& input) {
  const Tensor& output = context.output();
  const std::int64_t shift = zero_point(output) - zero_point(input);
  const bool quantized = input.quantization.has_value() && output.quantization.has_value();
  if (!quantized) {
    if (input.type != output.type) {
      context.refuse("tensors '" + input.name + "' and '" + output.name +
                     "' have different types and no quantization");
    }
    return;
  }
  require_same_scale(context, input);
  if (shift == 0 && input.type == output.type && stores_all(output, input)) return;
  require_activation(context, input);
  require_activation(context, output);
  table_.emplace(input, output, [shift](std::int64_t v) { return v + shift; });
}

Array GridChange::apply(const Array& input) const { return table_ ? table_->apply(input) : input; }

}  // namespace requant::exec::reference
