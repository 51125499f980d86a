#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_mul(const OperatorReader& in) {
  const auto activation =
      to_activation(in.options<schema::MulOptionsT>().fused_activation_function);
  if (!activation) return std::nullopt;
  return ReadOp{Mul{*activation}, 2};
}

namespace {

// 8-bit kernels of version 3 take a product of input scales that exceeds the output's.
bool grows(const OperatorWriter& out) {
  const auto& x = out.input(0).quantization;
  const auto& y = out.input(1).quantization;
  const auto& z = out.output().quantization;
  return x && y && z && x->scale_at(0) * y->scale_at(0) >= z->scale_at(0);
}

}  // namespace

void write_op(const Mul& op, OperatorWriter& out) {
  out.options<schema::MulOptionsT>().fused_activation_function = to_activation_type(op.activation);
  const int version = out.version(2, 4);
  out.code(schema::BuiltinOperator::MUL, version < 3 && grows(out) ? 3 : version);
}

}  // namespace requant::formats::tflite
