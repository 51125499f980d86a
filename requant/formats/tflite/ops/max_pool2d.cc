#include "requant/formats/tflite/ops/ops.h"
#include "requant/formats/tflite/ops/window.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_max_pool2d(const OperatorReader& in) {
  const auto& options = in.options<schema::Pool2DOptionsT>();
  const auto activation = to_activation(options.fused_activation_function);
  if (!activation) return std::nullopt;
  MaxPool2d op;
  op.window = in.window(options.padding, {options.stride_h, options.stride_w});
  op.size = {options.filter_height, options.filter_width};
  op.activation = *activation;
  return ReadOp{op};
}

void write_op(const MaxPool2d& op, OperatorWriter& out) {
  write_pool(op, out);
  out.code(schema::BuiltinOperator::MAX_POOL_2D, out.version(2, 3));
}

}  // namespace requant::formats::tflite
