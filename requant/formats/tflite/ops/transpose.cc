#include "requant/formats/tflite/ops/ops.h"

namespace requant::formats::tflite {

std::optional<ReadOp> read_transpose(const OperatorReader& in) {
  const auto permutation = in.integers(1);
  if (!permutation) return std::nullopt;
  return ReadOp{Transpose{*permutation}};
}

}  // namespace requant::formats::tflite
