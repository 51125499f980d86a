// Where the window of a convolution or pool lies on its input.
#pragma once

#include <array>
#include <cstdint>

#include "requant/graph/ops/common.h"
#include "requant/graph/shape.h"

namespace requant::exec::reference {

// One spatial dimension of a sliding window: position o of the output reads the input positions
// o * stride - before + k * dilation, k in [0, kernel), that lie in [0, input).
struct Axis {
  std::int64_t input = 0;
  std::int64_t output = 0;
  std::int64_t kernel = 0;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t before = 0;  // padding

  std::int64_t origin(std::int64_t o) const { return o * stride - before; }
  // The k whose input position exists: [first, last).
  std::int64_t first(std::int64_t o) const;
  std::int64_t last(std::int64_t o) const;
  // Whether output positions are input positions one to one.
  bool is_identity() const { return kernel == 1 && stride == 1 && before == 0 && input == output; }
};

// Height and width; `input` and `output` are NHWC, `kernel` is height, width.
std::array<Axis, 2> window_axes(const Window& window, const Shape& input, const Shape& output,
                                std::array<std::int64_t, 2> kernel);

}  // namespace requant::exec::reference
