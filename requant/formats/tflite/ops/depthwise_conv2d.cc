#include <algorithm>

#include "requant/formats/tflite/ops/ops.h"
#include "requant/formats/tflite/ops/window.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_depthwise_conv2d(const OperatorReader& in) {
  const auto& options = in.options<schema::DepthwiseConv2DOptionsT>();
  const auto activation = to_activation(options.fused_activation_function);
  if (!activation) return std::nullopt;
  const Window window = in.window(options.padding, {options.stride_h, options.stride_w},
                                  {options.dilation_h_factor, options.dilation_w_factor});
  return ReadOp{DepthwiseConv2d{window, options.depth_multiplier, *activation}, 3};
}

namespace {

int version(const DepthwiseConv2d& op, const OperatorWriter& out) {
  const Tensor& weights = out.input(1);
  if (is_integer(weights.type) && bit_width(weights.type) < 8) return 7;
  if (is_float(out.input(0).type) && is_integer(weights.type)) {
    return weights.quantization && weights.quantization->per_channel() ? 6 : 4;
  }
  const bool dilated = op.window.dilation != std::array<std::int64_t, 2>{1, 1};
  return std::max(out.version(3, 5), dilated ? 2 : 1);
}

}  // namespace

void write_op(const DepthwiseConv2d& op, OperatorWriter& out) {
  auto& options = out.options<schema::DepthwiseConv2DOptionsT>();
  write_window(op.window, out, options);
  options.depth_multiplier = static_cast<std::int32_t>(op.depth_multiplier);
  options.fused_activation_function = to_activation_type(op.activation);
  out.code(schema::BuiltinOperator::DEPTHWISE_CONV_2D, version(op, out));
}

}  // namespace requant::formats::tflite
