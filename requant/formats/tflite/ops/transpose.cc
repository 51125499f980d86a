#include <algorithm>

#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_transpose(const OperatorReader& in) {
  const auto permutation = in.integers(1);
  if (!permutation) return std::nullopt;
  return ReadOp{Transpose{*permutation}};
}

void write_op(const Transpose& op, OperatorWriter& out) {
  const auto rank = static_cast<std::int64_t>(op.permutation.size());
  out.options<schema::TransposeOptionsT>();
  out.integers(op.permutation, Shape{rank});
  const int version = out.version(2, 5);
  out.code(schema::BuiltinOperator::TRANSPOSE, rank > 5   ? 6
                                               : rank > 4 ? std::max(version, 4)
                                                          : version);
}

}  // namespace requant::formats::tflite
