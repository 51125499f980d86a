#include <algorithm>
#include <array>
#include <cmath>

#include "requant/formats/onnx/clamp.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/ops/quantize_value.h"

namespace requant::formats::onnx {
namespace {

Activation activation_between(double low, double high) {
  Ending ending;
  ending.low = low;
  ending.high = high;
  ending.grid = {DataType::int32, per_tensor(1.0F, 0)};
  return clamp_of(ending, Conv2d{}).activation;
}

// Bounds that are stored values of the grid, and so clamp it without rounding.
bool is_exact(double bound, const Tensor& tensor) {
  if (std::isinf(bound)) return true;
  const Grid grid{tensor.type, *tensor.quantization};
  const auto stored = stored_value(bound, grid) - grid.quantization.zero_point_at(0);
  return static_cast<double>(grid.quantization.scale_at(0)) * static_cast<double>(stored) == bound;
}

// A clamp of real values that stay in floating point.
void clamp_real(const NodeReader& in, const Value& x, double low, double high) {
  const Activation activation = activation_between(low, high);
  if (activation != Activation::none) return in.compute(Relu{activation}, {x}, x.layout);
  GraphBuilder& builder = in.builder();
  Value value = builder.as_real(x);
  const auto add = [&](Op op, double bound, const char* what) {
    if (std::isinf(bound)) return;
    const TensorId limit =
        builder.add_tensor(float_constant(in.output_name() + "_" + what, {}, std::array{bound}));
    value.tensor = builder.add_node(std::move(op), {value.tensor, limit},
                                    builder.like(value.tensor, in.output_name()), in.index());
  };
  add(Maximum{}, low, "low");
  add(Minimum{}, high, "high");
  in.bind(value);
}

void clamp(const NodeReader& in, double low, double high) {
  const Value x = in.input(0);
  const Tensor& tensor = in.builder().tensor(x);
  if (!x.dequantized) return clamp_real(in, x, low, high);
  if (auto ending = in.ending()) {
    // The clamp commutes with the quantization that follows, which is monotone.
    const Activation activation = activation_between(low, high);
    ending->low = std::clamp(ending->low, low, high);
    ending->high = std::clamp(ending->high, low, high);
    const bool there =
        tensor.type == ending->grid.type && tensor.quantization == ending->grid.quantization;
    if (there || activation == Activation::none) return quantize_value(in, x, *ending);
    return in.emit(Relu{activation}, {x.tensor}, x.layout, *ending);
  }
  if (!is_exact(low, tensor) || !is_exact(high, tensor)) return clamp_real(in, x, low, high);
  Ending ending;
  ending.grid = {tensor.type, *tensor.quantization};
  ending.low = low;
  ending.high = high;
  ending.names = {in.output_name()};
  ending.dequantized = true;
  quantize_value(in, x, ending);
}

// A bound of a Clip on integers.
std::optional<std::int64_t> stored_bound(const NodeReader& in, int i, DataType type) {
  if (!in.has_input(i)) return std::nullopt;
  const auto values = in.integers_input(i, "");
  if (values.size() != 1 || !integer_type(type).contains(values[0])) {
    throw Error("its bounds must be one " + std::string(name(type)) + " each");
  }
  return values[0];
}

}  // namespace

void read_relu(const NodeReader& in) { clamp(in, 0, kInfinity); }

void read_clip(const NodeReader& in) {
  const Value x = in.input(0);
  const Tensor& tensor = in.builder().tensor(x);
  if (!x.dequantized && is_integer(tensor.type)) {
    Value value = x;
    if (tensor.is_constant()) throw Error("its input is a constant");
    value = in.clamped(x, stored_bound(in, 1, tensor.type), stored_bound(in, 2, tensor.type),
                       in.output_name());
    return in.bind(value);
  }
  const double low = in.number_input(1).value_or(in.real("min", -kInfinity));
  const double high = in.number_input(2).value_or(in.real("max", kInfinity));
  if (!(low <= high)) throw Error("its bounds are the wrong way round");
  clamp(in, low, high);
}

}  // namespace requant::formats::onnx
