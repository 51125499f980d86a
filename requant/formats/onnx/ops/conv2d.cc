#include "requant/formats/onnx/ops/ops.h"
#include "requant/formats/onnx/ops/requantized.h"
#include "requant/formats/onnx/ops/window.h"

namespace requant::formats::onnx {
namespace {

constexpr int kImageChannelFromEnd = 3;  // NCHW

// x and weights as the operator has them. A convolution with as many groups as channels is a
// depthwise one; OIHW becomes OHWI, and 1HWO of depthwise ones.
Weighted convolution(const NodeReader& in, const Value& x_value, const Value& weights_value) {
  Weighted parts;
  parts.x = image(in, x_value);
  parts.layout = Layout::channels_last;
  parts.weights = constant_weights(in, weights_value);
  const Shape x = in.builder().tensor(parts.x).shape;
  const Shape w = in.builder().tensor(parts.weights).shape;
  if (w.rank() != 4 || w.count() == 0) {
    throw Error("its weights have shape " + w.text() + "; only OIHW is supported");
  }
  const std::int64_t groups = in.integer("group", 1);
  if (groups < 1 || groups > x[3] || w[1] * groups != x[3]) {
    throw Error("its weights of shape " + w.text() + " in " + std::to_string(groups) +
                " groups do not fit " + std::to_string(x[3]) + " channels");
  }
  const auto kernel = in.integers("kernel_shape", {w[2], w[3]});
  if (kernel != std::vector<std::int64_t>{w[2], w[3]}) {
    throw Error("its kernel_shape is not that of its weights, " + w.text());
  }
  const Window window = read_window(in, x, {w[2], w[3]});
  if (groups > 1 && w[1] == 1) {
    parts.op = DepthwiseConv2d{.window = window, .depth_multiplier = w[0] / groups};
    parts.order = {1, 2, 3, 0};
  } else {
    parts.op = Conv2d{.window = window};
    parts.order = {0, 2, 3, 1};
  }
  return parts;
}

}  // namespace

void read_conv2d(const NodeReader& in) {
  if (in.type() == "ConvInteger") {
    return emit_integer_product(in, convolution(in, integer_input(in), integer_weights(in, 0)),
                                kImageChannelFromEnd);
  }
  if (in.type() == "QLinearConv") {
    Weighted parts = convolution(in, in.quantized_input(0, 1, 2), in.quantized_input(3, 4, 5, 0));
    if (in.has_input(8)) parts.bias = constant_weights(in, in.input(8));
    return emit_weighted(in, parts, in.stated_ending(6, 7));
  }
  Weighted parts = convolution(in, in.input(0), in.input(1));
  if (in.has_input(2)) parts.bias = constant_weights(in, in.input(2));
  if (!emit_requantized(in, parts)) compute_weighted(in, parts, kImageChannelFromEnd);
}

}  // namespace requant::formats::onnx
