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

}  // namespace requant::formats::tflite
