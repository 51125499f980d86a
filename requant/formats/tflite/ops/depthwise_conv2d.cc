#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_depthwise_conv2d(const OperatorReader& in) {
  const auto& options = in.options<schema::DepthwiseConv2DOptionsT>();
  const auto activation = to_activation(options.fused_activation_function);
  if (!activation) return std::nullopt;
  const Window window = in.window(options.padding, {options.stride_h, options.stride_w},
                                  {options.dilation_h_factor, options.dilation_w_factor});
  return ReadOp{DepthwiseConv2d{window, options.depth_multiplier, *activation}, 3};
}

}  // namespace requant::formats::tflite
