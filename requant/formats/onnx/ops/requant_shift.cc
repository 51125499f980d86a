#include "requant/formats/onnx/requant_shift.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/ops/requantized.h"

namespace requant::formats::onnx {
namespace {

// Its output, on a grid of that scale; integers without sign are moved into int8. What it clips
// beyond the type is a clamp.
Ending ending_of(const RequantShift& shift, float scale) {
  const std::int64_t zero_point = shift.low < 0 ? 0 : -128;
  Ending ending;
  ending.grid = {DataType::int8, per_tensor(scale, zero_point)};
  ending.stored_low = shift.low + zero_point;
  ending.stored_high = shift.high + zero_point;
  ending.names = {shift.output};
  ending.nodes = {shift.node};
  return ending;
}

float scale_of(const GraphBuilder& builder, const Value& value) {
  return builder.tensor(value).quantization->scale_at(0);
}

// Constant weights of whole numbers in floating point, as integers with scales of 1.
Value whole_weights(const NodeReader& in, const Value& weights) {
  const Tensor& real = in.builder().tensor(weights);
  const auto values = float_values(real);
  std::vector<std::int64_t> stored;
  for (const double v : values) {
    if (v != std::floor(v) || std::abs(v) > 128 ||
        !integer_type(DataType::int8).contains(static_cast<std::int64_t>(v))) {
      throw Error("its weights '" + real.name + "' are not whole numbers of 8 bits");
    }
    stored.push_back(static_cast<std::int64_t>(v));
  }
  Tensor constant = integer_constant(real.name, DataType::int8, real.shape, stored);
  constant.quantization = per_tensor(1.0F, 0);
  return {.tensor = in.builder().add_tensor(std::move(constant)), .layout = weights.layout};
}

}  // namespace

Value as_integers(const NodeReader& in, const Value& value) {
  GraphBuilder& builder = in.builder();
  const Tensor& tensor = builder.tensor(value);
  if (!value.dequantized && is_integer(tensor.type) && tensor.quantization) return value;
  if (value.dequantized || !builder.graph().is_input(value.tensor)) {
    throw Error("'" + tensor.name + "' does not hold integers");
  }
  Tensor output;
  output.name = tensor.name + "_integers";
  output.type = DataType::int8;
  output.quantization = per_tensor(1.0F, 0);
  Value result = value;
  result.tensor = builder.add_node(Quantize{}, {value.tensor}, std::move(output), in.index());
  return result;
}

bool emit_requantized(const NodeReader& in, Weighted parts) {
  const auto shift = find_requant_shift(in.source(), in.output_name());
  if (!shift) return false;
  GraphBuilder& builder = in.builder();
  parts.x = as_integers(in, parts.x);
  parts.weights = whole_weights(in, parts.weights);
  Ending ending = ending_of(*shift, 1.0F);
  const double x = scale_of(builder, parts.x);
  // Accumulators in units of 1, which the factor scales.
  ending.gain.clear();
  for (const double f : shift->factor) ending.gain.push_back(f / x);
  ending.offset.clear();
  std::vector<double> bias{0};
  if (parts.bias) bias = float_values(builder.tensor(*parts.bias));
  const std::size_t channels = std::max(bias.size(), shift->factor.size());
  if (std::min(bias.size(), shift->factor.size()) != 1 && bias.size() != shift->factor.size()) {
    throw Error("its bias has " + std::to_string(bias.size()) +
                " values, the RequantShift after it " + std::to_string(shift->factor.size()) +
                " factors");
  }
  for (std::size_t c = 0; c < channels; ++c) {
    const double factor = shift->factor[shift->factor.size() == 1 ? 0 : c];
    const double summand = static_cast<double>(shift->summand[shift->summand.size() == 1 ? 0 : c]);
    ending.offset.push_back((bias[bias.size() == 1 ? 0 : c] + summand) * factor);
  }
  parts.bias.reset();
  if (std::ranges::all_of(ending.offset, [](double o) { return o == 0; })) ending.offset = {0};
  emit_weighted(in, parts, ending);
  return true;
}

bool emit_requantized_sum(const NodeReader& in) {
  const auto shift = find_requant_shift(in.source(), in.output_name());
  if (!shift) return false;
  const Operands operands =
      aligned(in.builder(), {as_integers(in, in.input(0)), as_integers(in, in.input(1))});
  const float scale = scale_of(in.builder(), operands.values[0]);
  if (scale != scale_of(in.builder(), operands.values[1])) {
    throw Error("it adds integers of different scales");
  }
  if (shift->factor.size() != 1 || shift->summand[0] != 0) {
    throw Error("the RequantShift after it has a factor for each channel, or a summand");
  }
  const auto out = static_cast<float>(static_cast<double>(scale) / shift->factor[0]);
  in.emit(Add{}, {operands.values[0].tensor, operands.values[1].tensor}, operands.layout,
          ending_of(*shift, out));
  return true;
}

void read_requant_shift(const NodeReader& in) {
  const RequantShift shift = read_requant_shift(in.source(), in.index());
  GraphBuilder& builder = in.builder();
  const Value x = as_integers(in, in.input(0));
  if (shift.factor.size() != 1 || shift.summand[0] != 0) {
    throw Error(
        "it scales each channel of a tensor by itself, or adds to it, without a layer "
        "before it that could");
  }
  Tensor factor = integer_constant(in.output_name() + "_factor", builder.tensor(x).type, {},
                                   std::array{std::int64_t{1}});
  factor.quantization = per_tensor(
      static_cast<float>(shift.factor[0] / static_cast<double>(scale_of(builder, x))), 0);
  const TensorId constant = builder.add_tensor(std::move(factor));
  in.emit(Mul{}, {x.tensor, constant}, x.layout, ending_of(shift, 1.0F));
}

}  // namespace requant::formats::onnx
