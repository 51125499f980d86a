#include "requant/formats/onnx/ops/operands.h"

#include <algorithm>
#include <numeric>

namespace requant::formats::onnx {
namespace {

bool is_number(const Tensor& tensor) { return tensor.is_constant() && tensor.shape.count() == 1; }

// A constant with dimensions of 1 before its own, four in all.
Value lifted(GraphBuilder& builder, const Value& value) {
  const Shape& shape = builder.tensor(value).shape;
  if (shape.rank() >= 4) return value;
  Shape longer = shape;
  longer.dims.insert(longer.dims.begin(), static_cast<std::size_t>(4 - shape.rank()), 1);
  std::vector<int> order(shape.dims.size());
  std::iota(order.begin(), order.end(), 0);
  Value result = value;
  result.tensor = builder.permuted_constant(value.tensor, order, longer);
  return result;
}

}  // namespace

Operands aligned(GraphBuilder& builder, std::vector<Value> values) {
  Operands result{std::move(values)};
  const auto is_last = [](const Value& v) { return v.layout == Layout::channels_last; };
  if (std::ranges::none_of(result.values, is_last)) return result;
  const auto fits = [&](const Value& v) {
    return builder.tensor(v).is_constant() || builder.tensor(v).shape.rank() == 4;
  };
  result.layout =
      std::ranges::all_of(result.values, fits) ? Layout::channels_last : Layout::channels_first;
  for (Value& value : result.values) {
    if (is_number(builder.tensor(value)) && builder.tensor(value).shape.rank() <= 4) continue;
    if (result.layout == Layout::channels_last) value = lifted(builder, value);
    value = builder.in_layout(value, result.layout);
  }
  return result;
}

Operands quantized_operands(const NodeReader& in) {
  return aligned(in.builder(), {in.quantized_input(0, 1, 2), in.quantized_input(3, 4, 5)});
}

bool is_qlinear(const NodeReader& in) { return in.type().starts_with("QLinear"); }

void read_binary(const NodeReader& in, const Op& op) {
  if (!is_qlinear(in)) {
    const Operands operands = aligned(in.builder(), {in.input(0), in.input(1)});
    in.compute(op, operands.values, operands.layout);
    return;
  }
  const Operands operands = quantized_operands(in);
  in.emit(op, {operands.values[0].tensor, operands.values[1].tensor}, operands.layout,
          in.stated_ending(6, 7));
}

void read_unary(const NodeReader& in, const Op& op) {
  if (!is_qlinear(in)) {
    const Value x = in.input(0);
    in.compute(op, {x}, x.layout);
    return;
  }
  const Value x = in.quantized_input(0, 1, 2);
  in.emit(op, {x.tensor}, x.layout, in.stated_ending(3, 4));
}

}  // namespace requant::formats::onnx
