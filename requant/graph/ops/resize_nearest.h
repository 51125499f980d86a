#pragma once

namespace requant {

// Nearest-neighbour resize of height and width to those of the output tensor. Input and output:
// NHWC with the same quantization.
struct ResizeNearest {
  bool align_corners = false;
  bool half_pixel_centers = false;
  friend bool operator==(const ResizeNearest&, const ResizeNearest&) = default;
};

}  // namespace requant
