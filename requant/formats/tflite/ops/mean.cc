#include <algorithm>

#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_mean(const OperatorReader& in) {
  const auto axes = in.integers(1);
  if (!axes || axes->empty()) return std::nullopt;
  Mean op;
  op.keep_dims = in.options<schema::ReducerOptionsT>().keep_dims;
  for (const std::int64_t value : *axes) {
    const auto axis = in.axis(value);
    if (!axis) return std::nullopt;
    if (std::ranges::find(op.axes, *axis) == op.axes.end()) op.axes.push_back(*axis);
  }
  return ReadOp{op};
}

void write_op(const Mean& op, OperatorWriter& out) {
  out.options<schema::ReducerOptionsT>().keep_dims = op.keep_dims;
  out.integers(op.axes, Shape{static_cast<std::int64_t>(op.axes.size())});
  out.code(schema::BuiltinOperator::MEAN, out.version(2, 3));
}

}  // namespace requant::formats::tflite
