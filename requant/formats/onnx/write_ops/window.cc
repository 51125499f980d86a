#include "requant/formats/onnx/write_ops/window.h"

#include <algorithm>

namespace requant::formats::onnx {
namespace {

// top, left, bottom, right
std::vector<std::int64_t> explicit_pads(const Window& window,
                                        const std::array<std::int64_t, 2>& size, const Shape& input,
                                        const Shape& output) {
  if (window.padding == Padding::valid) return {0, 0, 0, 0};
  std::vector<std::int64_t> pads{window.pads.begin(), window.pads.end()};
  if (window.padding == Padding::explicit_pads) return pads;
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

}  // namespace

Attributes window_attributes(const Window& window, const std::array<std::int64_t, 2>& size,
                             const Shape& input, const Shape& output) {
  return {{"kernel_shape", std::vector<std::int64_t>{size[0], size[1]}},
          {"pads", explicit_pads(window, size, input, output)},
          {"strides", std::vector<std::int64_t>{window.stride[0], window.stride[1]}}};
}

}  // namespace requant::formats::onnx
