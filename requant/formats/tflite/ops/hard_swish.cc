#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_hard_swish(const OperatorReader&) { return ReadOp{HardSwish{}}; }

void write_op(const HardSwish&, OperatorWriter& out) {
  out.options<schema::HardSwishOptionsT>();
  out.code(schema::BuiltinOperator::HARD_SWISH, 1);
}

}  // namespace requant::formats::tflite
