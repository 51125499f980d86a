#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_relu(const OperatorReader&) { return ReadOp{Relu{Activation::relu}}; }

std::optional<ReadOp> read_relu6(const OperatorReader&) { return ReadOp{Relu{Activation::relu6}}; }

std::optional<ReadOp> read_relu_n1_to_1(const OperatorReader&) {
  return ReadOp{Relu{Activation::relu_n1_to_1}};
}

}  // namespace requant::formats::tflite
