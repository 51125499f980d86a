#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

// The size itself is that of the output tensor.
std::optional<ReadOp> read_resize_nearest(const OperatorReader& in) {
  if (!in.integers(1)) return std::nullopt;
  const auto& options = in.options<schema::ResizeNearestNeighborOptionsT>();
  return ReadOp{ResizeNearest{options.align_corners, options.half_pixel_centers}};
}

}  // namespace requant::formats::tflite
