#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_leaky_relu(const OperatorReader& in) {
  return ReadOp{LeakyRelu{in.options<schema::LeakyReluOptionsT>().alpha}};
}

void write_op(const LeakyRelu& op, OperatorWriter& out) {
  out.options<schema::LeakyReluOptionsT>().alpha = op.alpha;
  out.code(schema::BuiltinOperator::LEAKY_RELU, out.version(1, 2));
}

}  // namespace requant::formats::tflite
