#include "requant/formats/tflite/ops/ops.h"
#include "requant/formats/tflite/ops/window.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_conv2d(const OperatorReader& in) {
  const auto& options = in.options<schema::Conv2DOptionsT>();
  const auto activation = to_activation(options.fused_activation_function);
  if (!activation) return std::nullopt;
  const Window window = in.window(options.padding, {options.stride_h, options.stride_w},
                                  {options.dilation_h_factor, options.dilation_w_factor});
  return ReadOp{Conv2d{window, *activation}, 3};
}

namespace {

int version(const OperatorWriter& out) {
  const Tensor& x = out.input(0);
  const Tensor& weights = out.input(1);
  if (out.quantized_bias_type() != schema::TensorType::FLOAT32) return 8;
  if (is_integer(weights.type) && bit_width(weights.type) < 8) return 7;
  if (weights.shape[3] != x.shape[3]) return 6;  // grouped
  if (is_float(x.type) && is_integer(weights.type)) {
    return weights.quantization && weights.quantization->per_channel() ? 5 : 2;
  }
  return out.version(3, 4);
}

}  // namespace

void write_op(const Conv2d& op, OperatorWriter& out) {
  auto& options = out.options<schema::Conv2DOptionsT>();
  write_window(op.window, out, options);
  options.fused_activation_function = to_activation_type(op.activation);
  options.quantized_bias_type = out.quantized_bias_type();
  out.code(schema::BuiltinOperator::CONV_2D, version(out));
}

}  // namespace requant::formats::tflite
