#include "requant/formats/onnx/write_ops/ops.h"
#include "requant/formats/onnx/write_ops/window.h"

namespace requant::formats::onnx {

void write_op(const MaxPool2d& op, NodeWriter& out) {
  const FileValue x = out.value(0, Order::channels_first);
  const Attributes attributes =
      window_attributes(op.window, op.size, out.input(0).shape, out.output().shape);
  out.finish(out.moved("MaxPool", x, out.result(), attributes, {}, true), op.activation);
}

}  // namespace requant::formats::onnx
