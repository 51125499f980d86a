#include "requant/formats/onnx/write_ops/ops.h"
#include "requant/formats/onnx/write_ops/resize.h"

namespace requant::formats::onnx {

// Without centers, positions are rounded down; half-pixel positions lie one half lower, so that
// rounding up there is rounding down here.
void write_op(const ResizeNearest& op, NodeWriter& out) {
  const FileValue y = out.result();
  const bool down = !op.align_corners && !op.half_pixel_centers;
  const Attributes attributes{{"mode", "nearest"},
                              {"coordinate_transformation_mode",
                               coordinate_mode(op.align_corners, op.half_pixel_centers, out)},
                              {"nearest_mode", down ? "floor" : "round_prefer_ceil"}};
  out.finish(out.moved("Resize", out.value(0, Order::channels_first), y, attributes,
                       {"", "", out.integers(y.shape.dims)}, true));
}

}  // namespace requant::formats::onnx
