#include "requant/formats/onnx/write_ops/ops.h"
#include "requant/formats/onnx/write_ops/weighted.h"

namespace requant::formats::onnx {

// 1HWO becomes O1HW, with one group for each input channel.
void write_op(const DepthwiseConv2d& op, NodeWriter& out) {
  write_convolution(out, op.window, out.input(0).shape[3], {3, 0, 1, 2}, op.activation);
}

}  // namespace requant::formats::onnx
