#pragma once

namespace requant {

// Bilinear resize of height and width to those of the output tensor. Input and output: NHWC with
// the same quantization.
struct ResizeBilinear {
  bool align_corners = false;
  bool half_pixel_centers = false;
  friend bool operator==(const ResizeBilinear&, const ResizeBilinear&) = default;
};

}  // namespace requant
