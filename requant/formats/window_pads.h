// The padding of a window as numbers.
#pragma once

#include <array>

#include "requant/graph/ops/common.h"
#include "requant/graph/shape.h"

namespace requant::formats {

// Top, left, bottom, right. `size` is the window's height and width; input and output are NHWC.
std::array<std::int64_t, 4> explicit_pads(const Window& window,
                                          const std::array<std::int64_t, 2>& size,
                                          const Shape& input, const Shape& output);

}  // namespace requant::formats
