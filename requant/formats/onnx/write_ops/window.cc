#include "requant/formats/onnx/write_ops/window.h"

#include "requant/formats/window_pads.h"

namespace requant::formats::onnx {
Attributes window_attributes(const Window& window, const std::array<std::int64_t, 2>& size,
                             const Shape& input, const Shape& output) {
  const auto pads = explicit_pads(window, size, input, output);
  return {{"kernel_shape", std::vector<std::int64_t>{size[0], size[1]}},
          {"pads", std::vector<std::int64_t>(pads.begin(), pads.end())},
          {"strides", std::vector<std::int64_t>{window.stride[0], window.stride[1]}}};
}

}  // namespace requant::formats::onnx
