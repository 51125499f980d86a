#include "requant/exec/reference/weighted.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace requant::exec::reference {
namespace {

// Stored weights minus the zero point of their channel.
std::vector<std::int64_t> centred_weights(const Tensor& tensor, int axis) {
  std::vector<std::int64_t> values = stored_integers(tensor);
  std::int64_t inner = 1;
  for (int d = axis + 1; d < tensor.shape.rank(); ++d) inner *= tensor.shape[d];
  const std::int64_t channels = tensor.shape[axis];
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::int64_t channel = static_cast<std::int64_t>(i) / inner % channels;
    values[i] -= tensor.quantization->zero_point_at(channel);
  }
  return values;
}

void require_weights(const NodeContext& context, const Tensor& tensor, int axis) {
  if (!tensor.is_constant()) context.refuse("weights '" + tensor.name + "' are not constant");
  if (!is_integer(tensor.type) || bit_width(tensor.type) > 16) {
    context.refuse("weights '" + tensor.name + "' are " + std::string(name(tensor.type)) +
                   "; only integer weights of at most 16 bits run");
  }
  const auto& quantization = tensor.quantization;
  const auto channels = static_cast<std::size_t>(tensor.shape[axis]);
  if (!quantization || quantization->scale.empty() ||
      (quantization->per_channel() &&
       (quantization->axis != axis || quantization->scale.size() != channels))) {
    context.refuse("weights '" + tensor.name +
                   "' must have one scale, or one for each index of dimension " +
                   std::to_string(axis));
  }
}

std::vector<arith::Rescale> channel_rescales(const NodeContext& context, std::int64_t channels) {
  const arith::RescaleRule& rule = context.rule.rescale;
  const auto product =
      arith::for_granularity(rule.scale_product, context.input(1).quantization->per_channel());
  std::vector<arith::Rescale> result;
  for (std::int64_t c = 0; c < channels; ++c) {
    const double m =
        arith::effective_scale(scale(context.input(0)), context.input(1).quantization->scale_at(c),
                               scale(context.output()), product);
    result.push_back(arith::make_rescale(m, rule));
    if (!arith::shift_in_range(result.back())) {
      context.refuse("channel " + std::to_string(c) + " needs a right shift of " +
                     std::to_string(result.back().right_shift) + ", outside of the target's " +
                     std::to_string(rule.min_right_shift) + " to " +
                     std::to_string(rule.max_right_shift));
    }
  }
  return result;
}

// The greatest absolute accumulator of each channel that any input can lead to.
std::vector<double> greatest_sums(const Weighted& op, std::int64_t greatest_input, int axis,
                                  const Shape& shape) {
  std::int64_t inner = 1;
  for (int d = axis + 1; d < shape.rank(); ++d) inner *= shape[d];
  std::vector<double> sums(op.bias.size());
  for (std::size_t c = 0; c < sums.size(); ++c) sums[c] = std::abs(static_cast<double>(op.bias[c]));
  for (std::size_t i = 0; i < op.weights.size(); ++i) {
    const auto c = static_cast<std::size_t>(static_cast<std::int64_t>(i) / inner % op.channels);
    sums[c] += std::abs(static_cast<double>(op.weights[i])) * static_cast<double>(greatest_input);
  }
  return sums;
}

bool fits_int16(std::int64_t value) { return arith::IntegerType{16, true}.contains(value); }

}  // namespace

Weighted prepare_weighted(const NodeContext& context, Activation activation) {
  require_unary(context);
  const Tensor& input = context.input(0);
  const Tensor& weights = context.input(1);
  const Tensor& output = context.output();
  const int axis = output_channel_axis(context.node.kind());
  require_weights(context, weights, axis);

  Weighted op{.weights = centred_weights(weights, axis),
              .bias = {},
              .channels = weights.shape[axis],
              .input_zero_point = zero_point(input),
              .stage = OutputStage(context.rule, {}, 0, {0, 0}, false),
              .greatest_sums = {}};
  op.bias.resize(static_cast<std::size_t>(op.channels));
  if (context.has_input(2)) {
    op.bias = stored_integers(context.input(2));
    if (static_cast<std::int64_t>(op.bias.size()) != op.channels) {
      context.refuse("bias '" + context.input(2).name + "' has not one value for each channel");
    }
  }

  const arith::IntegerType type = integer_type(input.type);
  const std::int64_t greatest =
      std::max(type.max() - op.input_zero_point, op.input_zero_point - type.min());
  op.greatest_sums = greatest_sums(op, greatest, axis, weights.shape);
  const double sum = *std::max_element(op.greatest_sums.begin(), op.greatest_sums.end());
  const arith::IntegerType accumulator{context.rule.accumulator_bits, true};
  const bool exact = sum <= static_cast<double>(accumulator.max());
  op.fits_int16 =
      fits_int16(greatest) && std::all_of(op.weights.begin(), op.weights.end(), fits_int16);
  op.narrow = exact && sum <= std::numeric_limits<std::int32_t>::max() && op.fits_int16;
  op.stage = OutputStage(context.rule, channel_rescales(context, op.channels), zero_point(output),
                         activation_range(activation, output), !exact);
  return op;
}

bool fits_groups(const Shape& input, const Shape& filter) {
  return input[3] >= 1 && filter[3] >= 1 && input[3] % filter[3] == 0 &&
         filter[0] % (input[3] / filter[3]) == 0;
}

}  // namespace requant::exec::reference
