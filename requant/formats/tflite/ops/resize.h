// What the ops that resize images read and write alike. The size itself is that of the output
// tensor; the file has it as a constant too.
#pragma once

#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

template <typename Op, typename Options>
std::optional<ReadOp> read_resize(const OperatorReader& in) {
  if (!in.integers(1)) return std::nullopt;
  const auto& options = in.options<Options>();
  return ReadOp{Op{options.align_corners, options.half_pixel_centers}};
}

// Writes all but the code.
template <typename Options, typename Op>
void write_resize(const Op& op, OperatorWriter& out) {
  auto& options = out.options<Options>();
  options.align_corners = op.align_corners;
  options.half_pixel_centers = op.half_pixel_centers;
  const Shape& shape = out.output().shape;
  out.integers({shape[1], shape[2]}, Shape{2});
}

}  // namespace requant::formats::tflite
