// What both resizes write alike.
#pragma once

#include "requant/formats/onnx/node_writer.h"

namespace requant::formats::onnx {

// How the operator maps output positions to input positions.
std::string coordinate_mode(bool align_corners, bool half_pixel_centers, const NodeWriter& out);

}  // namespace requant::formats::onnx
