// Inputs of elementwise operators, which broadcast.
#pragma once

#include <vector>

#include "requant/formats/onnx/node_reader.h"

namespace requant::formats::onnx {

struct Operands {
  std::vector<Value> values;
  Layout layout = Layout::channels_first;  // of all of them, and so of the output
};

// Brings the values into one layout: NHWC where one of them is, and the others can be.
Operands aligned(GraphBuilder& builder, std::vector<Value> values);

// The two inputs of an operator of the QLinearAdd kind: a, its scale, its zero point, b, ..., then
// those of the output.
Operands quantized_operands(const NodeReader& in);
// An operator of two inputs, in floating point or of the QLinear kind.
void read_binary(const NodeReader& in, const Op& op);
// An operator of one input, in floating point or of the QLinear kind: x, its scale, its zero point,
// those of the output.
void read_unary(const NodeReader& in, const Op& op);
// Operators of the QLinear kind begin with that.
bool is_qlinear(const NodeReader& in);

}  // namespace requant::formats::onnx
