#include "requant/formats/tflite/ops/ops.h"
#include "requant/formats/tflite/ops/window.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_average_pool2d(const OperatorReader& in) {
  return read_pool<AveragePool2d>(in);
}

void write_op(const AveragePool2d& op, OperatorWriter& out) {
  write_pool(op, out);
  out.code(schema::BuiltinOperator::AVERAGE_POOL_2D, out.version(2, 3));
}

}  // namespace requant::formats::tflite
