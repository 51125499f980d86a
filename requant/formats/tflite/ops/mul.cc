#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_mul(const OperatorReader& in) {
  const auto activation =
      to_activation(in.options<schema::MulOptionsT>().fused_activation_function);
  if (!activation) return std::nullopt;
  return ReadOp{Mul{*activation}, 2};
}

}  // namespace requant::formats::tflite
