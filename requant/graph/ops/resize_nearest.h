#pragma once

#include "requant/graph/ops/infer.h"

namespace requant {

// Nearest-neighbour resize of height and width to those of the output tensor. Input and output:
// NHWC with the same quantization.
// Constraints: those of infer_resize.
struct ResizeNearest {
  bool align_corners = false;
  bool half_pixel_centers = false;
  friend bool operator==(const ResizeNearest&, const ResizeNearest&) = default;
};

std::optional<Shape> infer_output(const ResizeNearest& op, NodeCheck& node);

}  // namespace requant
