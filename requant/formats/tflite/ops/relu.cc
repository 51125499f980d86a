#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_relu(const OperatorReader&) { return ReadOp{Relu{Activation::relu}}; }

std::optional<ReadOp> read_relu6(const OperatorReader&) { return ReadOp{Relu{Activation::relu6}}; }

std::optional<ReadOp> read_relu_n1_to_1(const OperatorReader&) {
  return ReadOp{Relu{Activation::relu_n1_to_1}};
}

void write_op(const Relu& op, OperatorWriter& out) {
  switch (op.activation) {
    case Activation::relu6:
      return out.code(schema::BuiltinOperator::RELU6, out.version(2, 3));
    case Activation::relu_n1_to_1:
      return out.code(schema::BuiltinOperator::RELU_N1_TO_1, 1);
    default:
      return out.code(schema::BuiltinOperator::RELU,
                      out.input(0).type == DataType::uint8 ? 2 : out.version(2, 3));
  }
}

}  // namespace requant::formats::tflite
