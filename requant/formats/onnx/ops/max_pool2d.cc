#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/ops/window.h"

namespace requant::formats::onnx {

void read_max_pool2d(const NodeReader& in) {
  const Value x = image(in, in.input(0));
  const Shape shape = in.builder().tensor(x).shape;
  if (in.type() == "GlobalMaxPool") {
    return in.move(MaxPool2d{.window = {}, .size = {shape[1], shape[2]}}, x, Layout::channels_last);
  }
  const auto size = kernel_shape(in);
  const Window window = read_window(in, shape, size);
  if (window.dilation != std::array<std::int64_t, 2>{1, 1}) throw Error("its dilations must be 1");
  in.move(MaxPool2d{.window = window, .size = size}, x, Layout::channels_last);
}

}  // namespace requant::formats::onnx
