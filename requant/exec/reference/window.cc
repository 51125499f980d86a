#include "requant/exec/reference/window.h"

#include <algorithm>

namespace requant::exec::reference {

std::int64_t Axis::first(std::int64_t o) const {
  const std::int64_t start = origin(o);
  const std::int64_t k = start >= 0 ? 0 : (-start + dilation - 1) / dilation;
  return std::min(k, kernel);
}

std::int64_t Axis::last(std::int64_t o) const {
  const std::int64_t room = input - origin(o);
  const std::int64_t k = room <= 0 ? 0 : (room + dilation - 1) / dilation;
  return std::max(first(o), std::min(k, kernel));
}

std::array<Axis, 2> window_axes(const Window& window, const Shape& input, const Shape& output,
                                std::array<std::int64_t, 2> kernel) {
  std::array<Axis, 2> axes;
  for (int i = 0; i < 2; ++i) {
    const auto d = static_cast<std::size_t>(i);
    Axis& axis = axes[d];
    axis.input = input[1 + i];
    axis.output = output[1 + i];
    axis.kernel = kernel[d];
    axis.stride = window.stride[d];
    axis.dilation = window.dilation[d];
    if (window.padding == Padding::explicit_pads) axis.before = window.pads[d];
    if (window.padding == Padding::same) {
      const std::int64_t extent = (axis.kernel - 1) * axis.dilation + 1;
      const std::int64_t total = (axis.output - 1) * axis.stride + extent - axis.input;
      axis.before = std::max<std::int64_t>(0, total) / 2;
    }
  }
  return axes;
}

}  // namespace requant::exec::reference
