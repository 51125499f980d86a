#include "requant/formats/onnx/ops/minmax.h"

#include <algorithm>

#include "requant/formats/onnx/ops/operands.h"

namespace requant::formats::onnx {
namespace {

// Both on one grid, so that the op is on it, too; nothing where they are not.
bool same_grid(const GraphBuilder& builder, const Operands& operands) {
  const Tensor& a = builder.tensor(operands.values[0]);
  const Tensor& b = builder.tensor(operands.values[1]);
  return operands.values[0].dequantized && operands.values[1].dequantized && a.type == b.type &&
         a.quantization == b.quantization;
}

// A real constant beside a dequantized value.
void onto_grid(GraphBuilder& builder, std::vector<Value>& values) {
  for (std::size_t i = 0; i < 2; ++i) {
    const Value& data = values[1 - i];
    const Tensor constant = builder.tensor(values[i]);
    if (values[i].dequantized || !data.dequantized || !constant.is_constant()) continue;
    const Tensor& tensor = builder.tensor(data);
    values[i].tensor =
        builder.add_tensor(quantized(constant, Grid{tensor.type, *tensor.quantization}));
    values[i].dequantized = true;
  }
}

}  // namespace

void read_extremum(const NodeReader& in, const Op& op) {
  if (in.input_count() != 2) throw Error("it has other than two inputs");
  Operands operands = aligned(in.builder(), {in.input(0), in.input(1)});
  onto_grid(in.builder(), operands.values);
  if (!same_grid(in.builder(), operands)) return in.compute(op, operands.values, operands.layout);
  const TensorId first = operands.values[0].tensor;
  const TensorId result =
      in.builder().add_node(op, {first, operands.values[1].tensor},
                            in.builder().like(first, in.output_name()), in.index());
  in.bind({result, operands.layout, true});
}

}  // namespace requant::formats::onnx
