#include "requant/formats/onnx/write_ops/ops.h"
#include "requant/formats/onnx/write_ops/resize.h"

namespace requant::formats::onnx {

// Always on real values: what an operator on integers does with fractions is not specified.
void write_op(const ResizeBilinear& op, NodeWriter& out) {
  const FileValue y = out.result();
  const Attributes attributes{{"mode", "linear"},
                              {"coordinate_transformation_mode",
                               coordinate_mode(op.align_corners, op.half_pixel_centers, out)}};
  out.finish(out.on_reals("Resize", {out.value(0, Order::channels_first)}, y, attributes,
                          {"", "", out.integers(y.shape.dims)}));
}

}  // namespace requant::formats::onnx
