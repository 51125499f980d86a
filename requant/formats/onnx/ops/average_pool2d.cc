#include "requant/formats/onnx/ops/operands.h"
#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/ops/window.h"

namespace requant::formats::onnx {

void read_average_pool2d(const NodeReader& in) {
  if (in.integer("channels_last", 0) != 0) throw Error("it is NHWC; only NCHW is supported");
  const bool quantized = is_qlinear(in);
  const Value x = image(in, quantized ? in.quantized_input(0, 1, 2) : in.input(0));
  const Shape shape = in.builder().tensor(x).shape;
  const auto size = kernel_shape(in);
  const Window window = read_window(in, shape, size);
  if (window.dilation != std::array<std::int64_t, 2>{1, 1}) throw Error("its dilations must be 1");
  if (window.padding != Padding::valid && in.integer("count_include_pad", 0) != 0) {
    throw Error("it counts the padding (count_include_pad), which is not supported");
  }
  Op op = AveragePool2d{.window = window, .size = size};
  if (window.padding == Padding::valid && size[0] == shape[1] && size[1] == shape[2]) {
    op = Mean{.axes = {1, 2}, .keep_dims = true};
  }
  if (!quantized) return in.compute(std::move(op), {x}, Layout::channels_last);
  in.emit(std::move(op), {x.tensor}, Layout::channels_last, in.stated_ending(3, 4));
}

}  // namespace requant::formats::onnx
