#include <algorithm>

#include "requant/formats/tflite/ops/resize.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_resize_bilinear(const OperatorReader& in) {
  return read_resize<ResizeBilinear, schema::ResizeBilinearOptionsT>(in);
}

void write_op(const ResizeBilinear& op, OperatorWriter& out) {
  write_resize<schema::ResizeBilinearOptionsT>(op, out);
  const int version = out.version(2, 4);
  out.code(schema::BuiltinOperator::RESIZE_BILINEAR,
           op.half_pixel_centers ? std::max(version, 3) : version);
}

}  // namespace requant::formats::tflite
