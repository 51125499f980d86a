#include "requant/formats/onnx/write_ops/ops.h"

namespace requant::formats::onnx {

// Data that lies channel by channel is brought into the graph's order first, unless fully connected
// layers take it as it lies.
void write_op(const Reshape&, NodeWriter& out) {
  FileValue x = out.value(0);
  const bool flattens = out.order() == Order::flattened;
  const bool moved = x.order == Order::channels_first && !flattens &&
                     !is_same_in_channels_first(out.input(0).shape);
  if (moved) x = out.file().in_order(x, Order::as_graph);
  const Shape& shape = out.output().shape;
  const bool lies_alike = out.order() != Order::channels_first || is_same_in_channels_first(shape);
  const FileValue y = lies_alike ? out.result() : out.result(shape, Order::as_graph);
  out.finish(out.moved("Reshape", x, y, {}, {out.integers(y.shape.dims)}));
}

}  // namespace requant::formats::onnx
