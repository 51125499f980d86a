#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_dequantize(const OperatorReader& in) {
  if (in.input(0) == nullptr || !is_integer(in.input(0)->type)) return std::nullopt;
  return ReadOp{Dequantize{}};
}

}  // namespace requant::formats::tflite
