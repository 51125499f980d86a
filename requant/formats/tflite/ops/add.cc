#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_add(const OperatorReader& in) {
  const auto activation =
      to_activation(in.options<schema::AddOptionsT>().fused_activation_function);
  if (!activation) return std::nullopt;
  return ReadOp{Add{*activation}, 2};
}

}  // namespace requant::formats::tflite
