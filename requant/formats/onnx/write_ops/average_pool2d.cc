#include "requant/formats/onnx/write_ops/ops.h"
#include "requant/formats/onnx/write_ops/window.h"

namespace requant::formats::onnx {

// Padding is not counted: count_include_pad is 0 unless stated.
void write_op(const AveragePool2d& op, NodeWriter& out) {
  const FileValue x = out.value(0, Order::channels_first);
  const Attributes attributes =
      window_attributes(op.window, op.size, out.input(0).shape, out.output().shape);
  out.finish(out.has_grid_operators() ? out.on_grids({"QLinearAveragePool", kMicrosoftDomain}, {x},
                                                     out.result(), attributes)
                                      : out.on_reals("AveragePool", {x}, out.result(), attributes),
             op.activation);
}

}  // namespace requant::formats::onnx
