#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_tanh(const OperatorReader&) { return ReadOp{Tanh{}}; }

void write_op(const Tanh&, OperatorWriter& out) {
  out.code(schema::BuiltinOperator::TANH, out.version(2, 3));
}

}  // namespace requant::formats::tflite
