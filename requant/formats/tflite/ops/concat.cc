#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_concat(const OperatorReader& in) {
  const auto& options = in.options<schema::ConcatenationOptionsT>();
  const auto activation = to_activation(options.fused_activation_function);
  const auto axis = in.axis(options.axis);
  if (!activation || !axis) return std::nullopt;
  return ReadOp{Concat{*axis, *activation}, in.input_count()};
}

}  // namespace requant::formats::tflite
