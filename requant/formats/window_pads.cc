#include "requant/formats/window_pads.h"

#include <algorithm>

namespace requant::formats {

std::array<std::int64_t, 4> explicit_pads(const Window& window,
                                          const std::array<std::int64_t, 2>& size,
                                          const Shape& input, const Shape& output) {
  if (window.padding == Padding::valid) return {0, 0, 0, 0};
  if (window.padding == Padding::explicit_pads) return window.pads;
  std::array<std::int64_t, 4> pads{};
  for (std::size_t d = 0; d < 2; ++d) {
    const int i = static_cast<int>(d) + 1;
    const std::int64_t extent = (size[d] - 1) * window.dilation[d] + 1;
    const std::int64_t covered = (output[i] - 1) * window.stride[d] + extent;
    const std::int64_t total = std::max<std::int64_t>(0, covered - input[i]);
    pads[d] = total / 2;
    pads[d + 2] = total - total / 2;
  }
  return pads;
}

}  // namespace requant::formats
