#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_add(const OperatorReader& in) {
  const auto activation =
      to_activation(in.options<schema::AddOptionsT>().fused_activation_function);
  if (!activation) return std::nullopt;
  return ReadOp{Add{*activation}, 2};
}

void write_op(const Add& op, OperatorWriter& out) {
  auto& options = out.options<schema::AddOptionsT>();
  options.fused_activation_function = to_activation_type(op.activation);
  options.pot_scale_int16 = false;
  out.code(schema::BuiltinOperator::ADD, out.version(2, 3));
}

}  // namespace requant::formats::tflite
