#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_concat(const OperatorReader& in) {
  const auto& options = in.options<schema::ConcatenationOptionsT>();
  const auto activation = to_activation(options.fused_activation_function);
  const auto axis = in.axis(options.axis);
  if (!activation || !axis) return std::nullopt;
  return ReadOp{Concat{*axis, *activation}, in.input_count()};
}

void write_op(const Concat& op, OperatorWriter& out) {
  auto& options = out.options<schema::ConcatenationOptionsT>();
  options.axis = static_cast<std::int32_t>(op.axis);
  options.fused_activation_function = to_activation_type(op.activation);
  out.code(schema::BuiltinOperator::CONCATENATION, out.version(2, 3));
}

}  // namespace requant::formats::tflite
