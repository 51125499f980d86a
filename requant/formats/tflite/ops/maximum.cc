#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_maximum(const OperatorReader&) { return ReadOp{Maximum{}, 2}; }

void write_op(const Maximum&, OperatorWriter& out) {
  out.options<schema::MaximumMinimumOptionsT>();
  out.code(schema::BuiltinOperator::MAXIMUM, out.version(2, 3));
}

}  // namespace requant::formats::tflite
