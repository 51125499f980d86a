#include <algorithm>

#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

// The size itself is that of the output tensor.
std::optional<ReadOp> read_resize_bilinear(const OperatorReader& in) {
  if (!in.integers(1)) return std::nullopt;
  const auto& options = in.options<schema::ResizeBilinearOptionsT>();
  return ReadOp{ResizeBilinear{options.align_corners, options.half_pixel_centers}};
}

void write_op(const ResizeBilinear& op, OperatorWriter& out) {
  auto& options = out.options<schema::ResizeBilinearOptionsT>();
  options.align_corners = op.align_corners;
  options.half_pixel_centers = op.half_pixel_centers;
  const Shape& shape = out.output().shape;
  out.integers({shape[1], shape[2]}, Shape{2});
  const int version = out.version(2, 4);
  out.code(schema::BuiltinOperator::RESIZE_BILINEAR,
           op.half_pixel_centers ? std::max(version, 3) : version);
}

}  // namespace requant::formats::tflite
