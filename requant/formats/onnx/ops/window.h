// Windows of convolutions and pools.
#pragma once

#include <array>

#include "requant/formats/onnx/node_reader.h"

namespace requant::formats::onnx {

// The window of an operator on an NHWC image. Padding that is what `same` gives is called that, no
// padding `valid`. Throws Error for windows of other than two dimensions.
Window read_window(const NodeReader& in, const Shape& nhwc,
                   const std::array<std::int64_t, 2>& size);
// The attribute kernel_shape.
std::array<std::int64_t, 2> kernel_shape(const NodeReader& in);
// Throws Error where a value has not four dimensions, NCHW.
Value image(const NodeReader& in, const Value& value);

}  // namespace requant::formats::onnx
