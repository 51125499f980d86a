#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_minimum(const OperatorReader&) { return ReadOp{Minimum{}, 2}; }

void write_op(const Minimum&, OperatorWriter& out) {
  out.options<schema::MaximumMinimumOptionsT>();
  out.code(schema::BuiltinOperator::MINIMUM, out.version(2, 3));
}

}  // namespace requant::formats::tflite
