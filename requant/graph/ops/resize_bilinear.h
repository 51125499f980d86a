#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// Bilinear resize of height and width to those of the output tensor. Input and output: NHWC with
// the same quantization.
// Constraints: those of infer_resize.
struct ResizeBilinear {
  bool align_corners = false;
  bool half_pixel_centers = false;
  friend bool operator==(const ResizeBilinear&, const ResizeBilinear&) = default;
};

std::optional<Shape> infer_output(const ResizeBilinear& op, NodeCheck& node);

}  // namespace requant
