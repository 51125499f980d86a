#include "requant/formats/onnx/write_ops/ops.h"
#include "requant/formats/onnx/write_ops/weighted.h"

namespace requant::formats::onnx {

void write_op(const Conv2d& op, NodeWriter& out) {
  const std::int64_t groups = out.input(0).shape[3] / out.input(1).shape[3];
  write_convolution(out, op.window, groups, {0, 3, 1, 2}, op.activation);
}

}  // namespace requant::formats::onnx
