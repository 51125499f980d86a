#include "requant/formats/onnx/write_ops/resize.h"

#include "requant/base/error.h"

namespace requant::formats::onnx {

std::string coordinate_mode(bool align_corners, bool half_pixel_centers, const NodeWriter& out) {
  if (align_corners && half_pixel_centers) {
    throw Error("the resize that writes tensor '" + out.output().name +
                "' aligns corners and has half-pixel centers, which ONNX cannot say: choose one");
  }
  if (align_corners) return "align_corners";
  return half_pixel_centers ? "half_pixel" : "asymmetric";
}

}  // namespace requant::formats::onnx
