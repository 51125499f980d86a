// What ops with a window write alike.
#pragma once

#include "requant/formats/onnx/node_writer.h"

namespace requant::formats::onnx {

// kernel_shape, pads and strides of a window of `size` (height, width) from `input` to `output`,
// both NHWC.
Attributes window_attributes(const Window& window, const std::array<std::int64_t, 2>& size,
                             const Shape& input, const Shape& output);

}  // namespace requant::formats::onnx
