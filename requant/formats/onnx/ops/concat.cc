#include <algorithm>

#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"

namespace requant::formats::onnx {
namespace {

// All values are stored ones or dequantized ones of one grid.
bool share_grid(const GraphBuilder& builder, const std::vector<Value>& values) {
  const Tensor& first = builder.tensor(values[0]);
  return std::ranges::all_of(values, [&](const Value& v) {
    const Tensor& tensor = builder.tensor(v);
    return v.dequantized == values[0].dequantized && tensor.type == first.type &&
           tensor.quantization == first.quantization;
  });
}

// QLinearConcat: the output's scale and zero point, then tensor, scale, zero point of each.
std::vector<Value> quantized_values(const NodeReader& in) {
  std::vector<Value> values;
  for (int i = 2; i + 1 < in.input_count(); i += 3) {
    values.push_back(in.quantized_input(i, i + 1, i + 2));
  }
  return values;
}

}  // namespace

void read_concat(const NodeReader& in) {
  std::vector<Value> values;
  if (is_qlinear(in)) {
    values = quantized_values(in);
  } else {
    for (int i = 0; i < in.input_count(); ++i) values.push_back(in.input(i));
  }
  if (values.empty()) throw Error("it has no inputs");
  const int rank = in.builder().file_shape(values[0]).rank();
  std::int64_t axis = NodeReader::axis(in.integer("axis", 1), rank);
  const Operands operands = aligned(in.builder(), values);
  if (operands.layout == Layout::channels_last) axis = channels_last_axis(axis);
  std::vector<TensorId> ids;
  for (const Value& value : operands.values) ids.push_back(value.tensor);
  const Concat op{.axis = axis};
  if (is_qlinear(in)) return in.emit(op, ids, operands.layout, in.stated_ending(0, 1));
  const auto ending = in.ending();
  const bool ends = ending && std::ranges::all_of(operands.values, &Value::dequantized);
  if (!share_grid(in.builder(), operands.values) || ends) {
    return in.compute(op, operands.values, operands.layout);
  }
  Value value{.layout = operands.layout, .dequantized = values[0].dequantized};
  value.tensor =
      in.builder().add_node(op, ids, in.builder().like(ids[0], in.output_name()), in.index());
  in.bind(value);
}

}  // namespace requant::formats::onnx
