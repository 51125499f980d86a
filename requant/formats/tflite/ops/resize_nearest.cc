#include <algorithm>

#include "requant/formats/tflite/ops/resize.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_resize_nearest(const OperatorReader& in) {
  return read_resize<ResizeNearest, schema::ResizeNearestNeighborOptionsT>(in);
}

void write_op(const ResizeNearest& op, OperatorWriter& out) {
  write_resize<schema::ResizeNearestNeighborOptionsT>(op, out);
  const int version = out.version(2, 4);
  out.code(schema::BuiltinOperator::RESIZE_NEAREST_NEIGHBOR,
           op.half_pixel_centers || op.align_corners ? std::max(version, 3) : version);
}

}  // namespace requant::formats::tflite
