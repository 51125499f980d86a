#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_logistic(const OperatorReader&) { return ReadOp{Logistic{}}; }

void write_op(const Logistic&, OperatorWriter& out) {
  out.code(schema::BuiltinOperator::LOGISTIC, out.version(2, 3));
}

}  // namespace requant::formats::tflite
