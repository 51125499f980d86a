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

}  // namespace requant::formats::tflite
