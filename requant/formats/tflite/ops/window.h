// What ops with a window write alike.
#pragma once

#include "requant/formats/tflite/operator_writer.h"

namespace requant::formats::tflite {

// Padding, stride and dilation of a convolution.
template <typename Options>
void write_window(const Window& window, const OperatorWriter& out, Options& options) {
  options.padding = out.padding(window);
  options.stride_h = static_cast<std::int32_t>(window.stride[0]);
  options.stride_w = static_cast<std::int32_t>(window.stride[1]);
  options.dilation_h_factor = static_cast<std::int32_t>(window.dilation[0]);
  options.dilation_w_factor = static_cast<std::int32_t>(window.dilation[1]);
}

template <typename Pool>
std::optional<ReadOp> read_pool(const OperatorReader& in) {
  const auto& options = in.options<schema::Pool2DOptionsT>();
  const auto activation = to_activation(options.fused_activation_function);
  if (!activation) return std::nullopt;
  Pool op;
  op.window = in.window(options.padding, {options.stride_h, options.stride_w});
  op.size = {options.filter_height, options.filter_width};
  op.activation = *activation;
  return ReadOp{op};
}

// The options of a pool.
template <typename Pool>
void write_pool(const Pool& op, OperatorWriter& out) {
  auto& options = out.options<schema::Pool2DOptionsT>();
  options.padding = out.padding(op.window);
  options.stride_h = static_cast<std::int32_t>(op.window.stride[0]);
  options.stride_w = static_cast<std::int32_t>(op.window.stride[1]);
  options.filter_height = static_cast<std::int32_t>(op.size[0]);
  options.filter_width = static_cast<std::int32_t>(op.size[1]);
  options.fused_activation_function = to_activation_type(op.activation);
}

}  // namespace requant::formats::tflite
