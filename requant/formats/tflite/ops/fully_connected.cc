#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_fully_connected(const OperatorReader& in) {
  const auto& options = in.options<schema::FullyConnectedOptionsT>();
  const auto activation = to_activation(options.fused_activation_function);
  if (!activation) return std::nullopt;
  if (options.weights_format != schema::FullyConnectedOptionsWeightsFormat::DEFAULT) {
    return std::nullopt;
  }
  return ReadOp{FullyConnected{*activation, options.keep_num_dims}, 3};
}

namespace {

int version(const FullyConnected& op, OperatorWriter& out) {
  const Tensor& weights = out.input(1);
  if (out.quantized_bias_type() != schema::TensorType::FLOAT32) return 11;
  if (is_float(out.input(0).type) && is_integer(weights.type)) {
    if (weights.quantization && weights.quantization->per_channel()) return 12;
    return out.options<schema::FullyConnectedOptionsT>().asymmetric_quantize_inputs ? 9 : 3;
  }
  if (is_integer(weights.type) && bit_width(weights.type) < 8) return 10;
  if (out.input(0).type == DataType::int16) return 7;
  if (out.input_count() == 2) return 6;
  return op.keep_num_dims ? 5 : out.version(4, 7);
}

}  // namespace

void write_op(const FullyConnected& op, OperatorWriter& out) {
  auto& options = out.options<schema::FullyConnectedOptionsT>();
  options.fused_activation_function = to_activation_type(op.activation);
  options.keep_num_dims = op.keep_num_dims;
  options.quantized_bias_type = out.quantized_bias_type();
  out.code(schema::BuiltinOperator::FULLY_CONNECTED, version(op, out));
}

}  // namespace requant::formats::tflite
