#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {

// The operator's channels are dimension 1: those of an image, else those of a matrix.
void write_op(const BatchNorm& op, NodeWriter& out) {
  const Shape& shape = out.output().shape;
  FileValue x = shape.rank() == 4 ? out.value(0, Order::channels_first) : out.value(0);
  if (shape.rank() != 4) {
    x = out.file().reshaped(x, {shape.count() / shape.last(), shape.last()}, Order::as_graph);
  }
  std::vector<std::string> names{x.name};
  for (int i = 1; i < out.inputs(); ++i) names.push_back(out.value(i).name);
  const Attributes attributes{{"epsilon", static_cast<float>(op.epsilon)}};
  const FileValue y =
      out.add("BatchNormalization", names, attributes, out.result(x.shape, x.order));
  out.finish(shape.rank() == 4 ? y : out.file().reshaped(y, shape, Order::as_graph));
}

}  // namespace requant::formats::onnx
