#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_sub(const OperatorReader& in) {
  const auto activation =
      to_activation(in.options<schema::SubOptionsT>().fused_activation_function);
  if (!activation) return std::nullopt;
  return ReadOp{Sub{*activation}, 2};
}

void write_op(const Sub& op, OperatorWriter& out) {
  auto& options = out.options<schema::SubOptionsT>();
  options.fused_activation_function = to_activation_type(op.activation);
  options.pot_scale_int16 = false;
  out.code(schema::BuiltinOperator::SUB, out.version(2, 5));
}

}  // namespace requant::formats::tflite
