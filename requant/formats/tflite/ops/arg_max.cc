#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

namespace {

std::optional<ReadOp> read(const OperatorReader& in, bool minimum) {
  const auto values = in.integers(1);
  if (!values || values->size() != 1) return std::nullopt;
  const auto axis = in.axis(values->front());
  if (!axis) return std::nullopt;
  return ReadOp{ArgMax{*axis, minimum}};
}

}  // namespace

std::optional<ReadOp> read_arg_max(const OperatorReader& in) { return read(in, false); }
std::optional<ReadOp> read_arg_min(const OperatorReader& in) { return read(in, true); }

void write_op(const ArgMax& op, OperatorWriter& out) {
  const auto type =
      out.output().type == DataType::int64 ? schema::TensorType::INT64 : schema::TensorType::INT32;
  if (op.minimum) {
    out.options<schema::ArgMinOptionsT>().output_type = type;
  } else {
    out.options<schema::ArgMaxOptionsT>().output_type = type;
  }
  out.integers({op.axis}, Shape{});
  out.code(op.minimum ? schema::BuiltinOperator::ARG_MIN : schema::BuiltinOperator::ARG_MAX,
           out.version(2, 1));
}

}  // namespace requant::formats::tflite
