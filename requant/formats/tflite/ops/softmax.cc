#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_softmax(const OperatorReader& in) {
  return ReadOp{Softmax{in.options<schema::SoftmaxOptionsT>().beta}};
}

void write_op(const Softmax& op, OperatorWriter& out) {
  out.options<schema::SoftmaxOptionsT>().beta = op.beta;
  out.code(schema::BuiltinOperator::SOFTMAX, out.version(2, 3));
}

}  // namespace requant::formats::tflite
